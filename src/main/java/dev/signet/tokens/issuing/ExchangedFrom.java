package dev.signet.tokens.issuing;

import dev.signet.base.jose.Claims;
import dev.signet.delegation.Ancestry;
import dev.signet.delegation.DelegationId;
import dev.signet.identity.agents.AgentId;
import java.util.Optional;

/// What an exchanged token has beside other tokens.
///
/// @param subject the client id of the agent that the token is about
/// @param team of the subject
/// @param act the claim `act`, as JSON; empty when the subject holds the token itself
/// @param mayAct the client id of the only agent that may exchange the token, from the claim
///   `may_act` ([RFC 8693 §4.4](https://www.rfc-editor.org/rfc/rfc8693#section-4.4))
/// @param delegation the last one of the chain
/// @param ancestry the tokens that it was exchanged from
public record ExchangedFrom(
    String subject,
    Optional<String> team,
    Optional<String> act,
    Optional<String> mayAct,
    Optional<DelegationId> delegation,
    Ancestry ancestry) {

  /// The value in the claims of a token that was exchanged.
  ///
  /// @return empty when its ancestors or its subject cannot be read
  static Optional<ExchangedFrom> of(String kid, Claims claims) {
    var ancestry = claims.texts(TokenClaim.ANC.wire()).flatMap(lines -> Ancestry.parse(lines, kid));
    var subject = claims.text(TokenClaim.SUB.wire());
    if (ancestry.isEmpty() || ancestry.get().isEmpty() || subject.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ExchangedFrom(
            subject.get(),
            claims.text(TokenClaim.TEAM_ID.wire()),
            claims.object(TokenClaim.ACT.wire()).map(Claims::json),
            mayAct(claims),
            claims.text(TokenClaim.DELEGATION_ID.wire()).flatMap(DelegationId::parse),
            ancestry.get()));
  }

  /// A claim that cannot be read allows no agent.
  private static Optional<String> mayAct(Claims claims) {
    return claims.has(TokenClaim.MAY_ACT.wire())
        ? claims
            .object(TokenClaim.MAY_ACT.wire())
            .flatMap(actor -> actor.text(TokenClaim.SUB.wire()))
            .or(() -> Optional.of(""))
        : Optional.empty();
  }

  /// Whether the holder got the token by narrowing one of its own: then no further agent acts.
  static boolean isNarrowed(Ancestry ancestry, AgentId holder) {
    return ancestry.line().getLast().agent().equals(holder);
  }
}
