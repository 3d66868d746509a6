package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.GrantRule;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a caller may grant to an agent. An agent never extends its own rights, grants other agents
/// no more than it holds or an operator lets it grant, and obtains the secrets of another agent
/// only if it holds all scopes of that agent. Scopes of this server can only be granted by callers
/// that hold them, including operators.
final class PrivilegeRules {

  /// Reads the current agent; inside a transaction, through its connection.
  @FunctionalInterface
  interface AgentLookup {
    Optional<Agent> find(AgentId id);
  }

  private PrivilegeRules() {}

  /// Checks that the caller may register an agent with this profile.
  ///
  /// @throws Refused `InsufficientScope`, or `NotAllowed` with what the caller may not grant
  static void requireMayRegister(AgentLookup known, Profile profile, Caller by) {
    by.requireScopes(profile.scopes().serverScopes());
    by.requireScopes(profile.grantableScopes().serverScopes());
    if (by instanceof Caller.Agent) {
      var giver = self(known, by);
      requireGrantable(profile.scopes(), giver);
      var blank = Profile.blank(profile.grantTypes());
      requireOperatorFieldsUnchanged(blank, profile);
      requireWithinRightsOf(blank, profile, giver);
      if (isLater(profile.expiresAt(), giver.expiresAt())) {
        throw AgentRefusals.expiryAfterCaller();
      }
    }
  }

  /// Checks that the caller may change an agent's profile in this way.
  ///
  /// @throws Refused as [#requireMayRegister]
  static void requireMayEdit(AgentLookup known, Agent before, Profile after, Caller by) {
    var profile = before.profile();
    by.requireScopes(added(profile.scopes(), after.scopes()).serverScopes());
    by.requireScopes(added(profile.grantableScopes(), after.grantableScopes()).serverScopes());
    if (!profile.jwks().equals(after.jwks()) || !profile.jwksUri().equals(after.jwksUri())) {
      // A key in the set authenticates the agent.
      requireMayHandOutSecretsOf(known, before, by);
    }
    if (by instanceof Caller.Agent) {
      var giver = self(known, by);
      requireGrantable(added(profile.scopes(), after.scopes()), giver);
      requireOperatorFieldsUnchanged(profile, after);
      if (profile.fapi2() && !after.fapi2()) {
        throw AgentRefusals.onlyOperatorMayTurnOffFapi2();
      }
      if (isItself(before, by)) {
        requireNotWidened(profile, after);
      } else {
        requireWithinRightsOf(profile, after, giver);
      }
    }
  }

  private static void requireOperatorFieldsUnchanged(Profile before, Profile after) {
    if (!before.grantableScopes().equals(after.grantableScopes())) {
      throw AgentRefusals.onlyOperatorMaySet("grantableScopes");
    }
    if (before.selfService() != after.selfService()) {
      throw AgentRefusals.onlyOperatorMaySet("selfService");
    }
    // These decide who receives tokens for users. The users' consents limit such tokens, not what
    // the calling agent holds.
    if (!before.redirectUris().equals(after.redirectUris())) {
      throw AgentRefusals.onlyOperatorMaySet("redirectUris");
    }
    if (before.clientType() != after.clientType()) {
      throw AgentRefusals.onlyOperatorMaySet("clientType");
    }
  }

  private static void requireNotWidened(Profile before, Profile after) {
    if (!before.grantTypes().containsAll(after.grantTypes())) {
      throw AgentRefusals.mayNotAddGrantTypeToItself();
    }
    if (after.tokenLifetime().compareTo(before.tokenLifetime()) > 0) {
      throw AgentRefusals.mayNotRaiseOwnTokenLifetime();
    }
    if (isLater(after.expiresAt(), before.expiresAt())) {
      throw AgentRefusals.mayNotPostponeOwnExpiry();
    }
    if (!before.teamId().equals(after.teamId())) {
      throw AgentRefusals.mayNotChangeOwnTeam();
    }
  }

  /// The receiving agent gets nothing that the granting agent could not have.
  private static void requireWithinRightsOf(Profile before, Profile after, Agent giver) {
    var longest = longer(giver.tokenLifetime(), Profile.DEFAULT_LIFETIME);
    if (after.tokenLifetime().compareTo(longer(before.tokenLifetime(), longest)) > 0) {
      throw AgentRefusals.tokenLifetimeBeyondCaller(longest);
    }
    if (!before.teamId().equals(after.teamId())
        && after.teamId().isPresent()
        && !after.teamId().equals(giver.teamId())) {
      throw AgentRefusals.teamOtherThanCallers();
    }
    if (!before.expiresAt().equals(after.expiresAt())
        && isLater(after.expiresAt(), giver.expiresAt())) {
      throw AgentRefusals.expiryAfterCaller();
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /// Without a time, the agent does not expire.
  private static boolean isLater(Optional<Instant> after, Optional<Instant> before) {
    return before.isPresent() && (after.isEmpty() || after.get().isAfter(before.get()));
  }

  /// Checks that a caller who obtains a secret or key of an agent, and so could authenticate as
  /// that agent, gains no privileges by it. An agent may obtain its own. It may obtain another
  /// agent's if it holds all scopes of that agent; for agents that it registered itself, the scopes
  /// that it may grant count too.
  ///
  /// @throws Refused `InsufficientScope` naming a scope that the agent has and the caller lacks
  static void requireMayHandOutSecretsOf(AgentLookup known, Agent target, Caller by) {
    if (isItself(target, by)) {
      return;
    }
    by.requireScopes(target.scopes().serverScopes());
    if (by instanceof Caller.Agent) {
      var giver = self(known, by);
      var held =
          target.createdBy().equals(by.id())
              ? giver.scopes().union(giver.profile().grantableScopes())
              : giver.scopes();
      GrantRule.requireHeld(target.scopes(), held);
      GrantRule.requireHeld(
          target.profile().grantableScopes(),
          giver.scopes().union(giver.profile().grantableScopes()));
    }
  }

  private static void requireGrantable(Scopes given, Agent giver) {
    GrantRule.requireHeld(given, giver.scopes().union(giver.profile().grantableScopes()));
  }

  private static Agent self(AgentLookup known, Caller by) {
    return known.find(new AgentId(by.id())).orElseThrow(AgentRefusals::callerNotFound);
  }

  static boolean isItself(Agent agent, Caller caller) {
    return caller.id().equals(agent.id().value());
  }

  private static Scopes added(Scopes before, Scopes after) {
    return new Scopes(after.values().stream().filter(scope -> !before.contains(scope)).toList());
  }
}
