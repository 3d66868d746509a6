package dev.signet.tokens.issuing;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.tokens.dpop.DpopProofCheck;
import dev.signet.tokens.dpop.PresentedProof;
import dev.signet.tokens.issuing.Introspection.ActiveToken;
import dev.signet.web.http.Gate;
import dev.signet.web.http.Request;
import java.util.Optional;

/// Authenticates agents by their access tokens at this server's own protected paths. A token that
/// is only for other resources is not accepted ([RFC 9068
/// §4](https://www.rfc-editor.org/rfc/rfc9068#section-4)).
public final class TokenGate implements Gate {
  private final Introspection introspection;
  private final RecordedIssuances issuances;
  private final DpopProofCheck proofs;
  private final Fapi2Policy fapi2;
  private final String issuer;

  TokenGate(
      Introspection introspection,
      RecordedIssuances issuances,
      DpopProofCheck proofs,
      Fapi2Policy fapi2,
      String issuer) {
    this.introspection = introspection;
    this.issuances = issuances;
    this.proofs = proofs;
    this.fapi2 = fapi2;
    this.issuer = issuer;
  }

  @Override
  public Optional<Caller> authenticate(Authorization.Token presented, Request request) {
    if (presented.value().indexOf('.') < 0) {
      return Optional.empty();
    }
    var token =
        introspection
            .findActive(presented.value())
            .filter(active -> active.token().audience().contains(issuer))
            // A client that acts for a user must not change what belongs to either.
            .filter(active -> active.token().user().isEmpty());
    var shown =
        switch (presented.scheme()) {
          case BEARER -> requireBearerToken(token).token();
          case DPOP -> requireBoundToken(token, request, presented.value()).token();
        };
    if (shown.exchangedFrom().isPresent()) {
      throw TokenRefusals.delegatedToken();
    }
    var issuance = issuances.find(shown).orElseThrow(TokenRefusals::issuanceNotRecorded);
    return Optional.of(
        new Caller.Agent(
            shown.agent().id().value(),
            shown.agent().organization().value(),
            shown.scopes(),
            new Caller.Bearer.AccessToken(shown.id(), issuance.credential(), issuance.testMaker()),
            shown.agent().profile().selfService()));
  }

  /// A bound token is not accepted as a bearer token ([RFC 9449
  /// §7.2](https://www.rfc-editor.org/rfc/rfc9449#section-7.2)), and an unbound token is not
  /// accepted any more once FAPI 2.0 applies to its agent.
  private ActiveToken requireBearerToken(Optional<ActiveToken> token) {
    return token
        .filter(active -> active.token().boundTo().isEmpty())
        .filter(active -> !fapi2.appliesTo(active.token().agent()))
        .orElseThrow(TokenRefusals::noUnboundToken);
  }

  /// The DPoP scheme ([RFC 9449 §7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
  private ActiveToken requireBoundToken(
      Optional<ActiveToken> token, Request request, String presented) {
    var active =
        token
            .filter(found -> found.token().boundTo().isPresent())
            .orElseThrow(() ->
                TokenRefusals.notBound(
                    "not an active access token for this server, or an unbound one"));
    var proof =
        proofs.require(
            new PresentedProof(
                request.method(), request.path(), request.headers(DpopProofCheck.HEADER)),
            presented);
    if (!active.token().boundTo().equals(Optional.of(proof.key()))) {
      throw TokenRefusals.notBound("bound to another key than the proof's");
    }
    if (fapi2.appliesTo(active.token().agent()) && !Fapi2Policy.accepts(proof.alg())) {
      throw proofs.otherAlgAtProtectedPath();
    }
    proofs.consume(proof);
    return active;
  }
}
