package dev.signet.tokens.issuing;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.jose.JsonObjectWriter;
import dev.signet.base.jose.Thumbprint;
import dev.signet.delegation.Ancestry;
import dev.signet.delegation.DelegationId;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// What an exchanged token is issued from.
///
/// @param subject the agent that the token is about
/// @param delegation the last one of the chain
/// @param ancestry the tokens above the new one
/// @param subjectToken the id of the token that is exchanged
/// @param actorToken the id of the actor token, if there is one
/// @param expiresAt when the new token expires at the latest
public record ExchangeSource(
    Subject subject,
    Actors actors,
    Optional<DelegationId> delegation,
    Ancestry ancestry,
    String subjectToken,
    Optional<String> actorToken,
    Instant expiresAt,
    RequiredProof proof) {

  /// The delegation through which the holder begins to act by the new token; empty when it narrows
  /// its own.
  Optional<DelegationId> ownDelegation(AgentId holder) {
    return ExchangedFrom.isNarrowed(ancestry, holder) ? Optional.empty() : delegation;
  }

  /// Who acts by the new token, and who may.
  ///
  /// @param act the claim `act`, as JSON; empty when the subject narrows its own token
  /// @param mayAct the client id of the only agent that may exchange the token; empty when it is
  ///   not limited to one
  public record Actors(Optional<String> act, Optional<String> mayAct) {}

  /// What a token says about the agent or user that it is about.
  public record Subject(String clientId, OrganizationId organization, Optional<String> team) {

    /// The subject of a token.
    static Subject of(AccessToken token) {
      var holder = token.agent();
      if (token.user().isPresent()) {
        return of(token.user().get());
      }
      return token
          .exchangedFrom()
          .map(from -> new Subject(from.subject(), holder.organization(), from.team()))
          .orElseGet(() -> of(holder));
    }

    static Subject of(UserGrant user) {
      return new Subject(user.user().value(), user.organization(), Optional.empty());
    }

    public static Subject of(Agent agent) {
      return new Subject(agent.clientId(), agent.organization(), agent.teamId());
    }
  }

  /// The key that the new token has to be bound to.
  ///
  /// @param isRequired whether it has to be bound at all
  /// @param key that of the holder's own token, when it narrows one that is bound
  public record RequiredProof(boolean isRequired, Optional<Thumbprint> key) {}

  /// The claim `act` of a token that an agent gets to act ([RFC 8693
  /// §4.1](https://www.rfc-editor.org/rfc/rfc8693#section-4.1)).
  ///
  /// @param before that of the token that is exchanged
  public static String act(Agent actor, String issuer, Optional<String> before) {
    var act =
        new JsonObjectWriter()
            .text("sub", actor.clientId())
            .text("iss", issuer)
            .text("sub_profile", "ai_agent");
    before.ifPresent(inner -> act.json("act", inner));
    return new String(act.toBytes(), StandardCharsets.UTF_8);
  }

  /// The claim `may_act` of a token that only this agent may exchange ([RFC 8693
  /// §4.4](https://www.rfc-editor.org/rfc/rfc8693#section-4.4)).
  static String mayAct(String clientId, String issuer) {
    var actor = new JsonObjectWriter().text("sub", clientId).text("iss", issuer);
    return new String(actor.toBytes(), StandardCharsets.UTF_8);
  }
}
