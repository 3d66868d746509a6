package dev.signet.tokens.issuing;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.jose.JsonObjectWriter;
import java.time.Instant;
import java.util.Optional;

/// Writes the claims of an access token; [AccessToken] reads them.
final class AccessTokenClaims {
  private AccessTokenClaims() {}

  /// The claims of an access token ([RFC 9068
  /// §2.2](https://www.rfc-editor.org/rfc/rfc9068#section-2.2)). `gen` is the agent's generation,
  /// by which all its tokens can be revoked at once; `kgn` its key generation, by which those of a
  /// key can; `fam` the refresh family, by which those of a family can. Only test tokens have
  /// `test`, and only exchanged ones `act`, `delegation_id` and `anc`; their subject is another
  /// agent than the client. Only tokens about a user have `consent_id` and `auth_time`.
  ///
  /// @param kid of the key that will sign them
  static byte[] write(
      String issuer,
      ApprovedGrant grant,
      String jti,
      Optional<String> family,
      String kid,
      Instant now,
      Instant expiresAt) {
    var agent = grant.agent();
    var subject = subject(grant);
    var claims =
        new JsonObjectWriter()
            .text(TokenClaim.ISS.wire(), issuer)
            .text(TokenClaim.SUB.wire(), subject.clientId())
            .text(TokenClaim.CLIENT_ID.wire(), agent.clientId())
            .text(TokenClaim.AGENT_ID.wire(), agent.id().value());
    switch (grant.audience().size()) {
      case 0 -> claims.text(TokenClaim.AUD.wire(), issuer);
      case 1 -> claims.text(TokenClaim.AUD.wire(), grant.audience().getFirst());
      default -> claims.texts(TokenClaim.AUD.wire(), grant.audience());
    }
    if (!grant.scopes().isEmpty()) {
      claims.text(TokenClaim.SCOPE.wire(), grant.scopes().toString());
    }
    claims
        .text(TokenClaim.JTI.wire(), jti)
        .number(TokenClaim.IAT.wire(), now.getEpochSecond())
        .number(TokenClaim.EXP.wire(), expiresAt.getEpochSecond());
    if (!subject.organization().equals(OrganizationId.DEFAULT)) {
      claims.text(TokenClaim.ORGANIZATION_ID.wire(), subject.organization().value());
    }
    subject.team().ifPresent(team -> claims.text(TokenClaim.TEAM_ID.wire(), team));
    claims.number(TokenClaim.GEN.wire(), agent.generation());
    if (agent.organizationState().generation() > 0) {
      claims.number(TokenClaim.OGN.wire(), agent.organizationState().generation());
    }
    family.ifPresent(name -> claims.text(TokenClaim.FAM.wire(), name));
    grant
        .binding()
        .ifPresent(binding -> {
          claims.object(
              TokenClaim.CNF.wire(), new JsonObjectWriter().text("jkt", binding.thumbprint()));
          if (binding.keyGeneration() > 0) {
            claims.number(TokenClaim.KGN.wire(), binding.keyGeneration());
          }
        });
    if (grant.testLifetime().isPresent()) {
      claims.bool(TokenClaim.TEST.wire(), true);
    }
    grant.exchange().ifPresent(exchange -> writeExchange(claims, exchange, issuer, kid));
    grant
        .user()
        .map(UserSource::grant)
        .ifPresent(user ->
            claims
                .text(TokenClaim.CONSENT_ID.wire(), user.consent().value())
                .number(TokenClaim.AUTH_TIME.wire(), user.authenticatedAt().getEpochSecond()));
    return claims.toBytes();
  }

  private static ExchangeSource.Subject subject(ApprovedGrant grant) {
    return grant
        .user()
        .map(UserSource::grant)
        .map(ExchangeSource.Subject::of)
        .or(() -> grant.exchange().map(ExchangeSource::subject))
        .orElseGet(() -> ExchangeSource.Subject.of(grant.agent()));
  }

  private static void writeExchange(
      JsonObjectWriter claims, ExchangeSource exchange, String issuer, String kid) {
    exchange.actors().act().ifPresent(act -> claims.json(TokenClaim.ACT.wire(), act));
    exchange
        .actors()
        .mayAct()
        .ifPresent(
            actor -> claims.json(TokenClaim.MAY_ACT.wire(), ExchangeSource.mayAct(actor, issuer)));
    exchange.delegation().ifPresent(id -> claims.text(TokenClaim.DELEGATION_ID.wire(), id.value()));
    claims.texts(TokenClaim.ANC.wire(), exchange.ancestry().toClaim(kid));
  }
}
