package dev.signet.identity.agents;

import dev.signet.base.callers.Caller;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a caller may give to an agent. An agent never widens its own rights, gives others no more
/// than it holds or an operator lets it give, and gets at the secrets of another agent only if it
/// holds all that agent's scopes. Scopes that open this server are given only by who holds them,
/// operators included.
final class Grants {

  /// Reads an agent as it is now; inside a transaction, through its connection.
  @FunctionalInterface
  interface Known {
    Optional<Agent> find(AgentId id);
  }

  private Grants() {}

  /// Sees that the caller may register an agent with this profile.
  ///
  /// @throws Refused `Forbidden`, or `NotAllowed` saying what the caller may not give
  static void mayRegister(Known known, Profile profile, Caller by) {
    by.mustHold(profile.scopes().openingThisServer());
    by.mustHold(profile.grantableScopes().openingThisServer());
    if (by instanceof Caller.Agent) {
      var giver = self(known, by);
      mustBeGivable(profile.scopes(), giver);
      var blank = Profile.blank(profile.grantTypes());
      mustLeaveToOperators(blank, profile);
      mustNotOutdo(blank, profile, giver);
      if (isLater(profile.expiresAt(), giver.expiresAt())) {
        throw Refused.notAllowed("An agent gives no expiresAt later than its own");
      }
    }
  }

  /// Sees that the caller may make this of an agent's profile.
  ///
  /// @throws Refused as [#mayRegister]
  static void mayEdit(Known known, Agent before, Profile after, Caller by) {
    var profile = before.profile();
    by.mustHold(added(profile.scopes(), after.scopes()).openingThisServer());
    by.mustHold(added(profile.grantableScopes(), after.grantableScopes()).openingThisServer());
    if (!profile.jwks().equals(after.jwks()) || !profile.jwksUri().equals(after.jwksUri())) {
      // A key of the set authenticates the agent.
      mayHandSecretsOf(known, before, by);
    }
    if (by instanceof Caller.Agent) {
      var giver = self(known, by);
      mustBeGivable(added(profile.scopes(), after.scopes()), giver);
      mustLeaveToOperators(profile, after);
      if (profile.fapi2() && !after.fapi2()) {
        throw Refused.notAllowed("Only an operator turns fapi2 off");
      }
      if (isItself(before, by)) {
        mustNotWidenItself(profile, after);
      } else {
        mustNotOutdo(profile, after, giver);
      }
    }
  }

  private static void mustLeaveToOperators(Profile before, Profile after) {
    if (!before.grantableScopes().equals(after.grantableScopes())) {
      throw Refused.notAllowed("Only an operator sets grantableScopes");
    }
    if (before.selfService() != after.selfService()) {
      throw Refused.notAllowed("Only an operator sets selfService");
    }
  }

  private static void mustNotWidenItself(Profile before, Profile after) {
    if (!before.grantTypes().containsAll(after.grantTypes())) {
      throw Refused.notAllowed("An agent adds no grant type to itself");
    }
    if (after.tokenLifetime().compareTo(before.tokenLifetime()) > 0) {
      throw Refused.notAllowed("An agent does not raise its own tokenLifetime");
    }
    if (isLater(after.expiresAt(), before.expiresAt())) {
      throw Refused.notAllowed("An agent does not put off its own expiresAt");
    }
    if (!before.teamId().equals(after.teamId())) {
      throw Refused.notAllowed("An agent does not change its own teamId");
    }
  }

  /// The agent that is given to gets nothing that the giver could not have.
  private static void mustNotOutdo(Profile before, Profile after, Agent giver) {
    var longest = max(giver.tokenLifetime(), Profile.DEFAULT_LIFETIME);
    if (after.tokenLifetime().compareTo(max(before.tokenLifetime(), longest)) > 0) {
      throw Refused.notAllowed(
          "An agent gives a tokenLifetime of at most " + longest.toSeconds() + " seconds");
    }
    if (!before.teamId().equals(after.teamId())
        && after.teamId().isPresent()
        && !after.teamId().equals(giver.teamId())) {
      throw Refused.notAllowed("An agent gives no teamId but its own");
    }
    if (!before.expiresAt().equals(after.expiresAt())
        && isLater(after.expiresAt(), giver.expiresAt())) {
      throw Refused.notAllowed("An agent gives no expiresAt later than its own");
    }
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /// Without a time it never ends.
  private static boolean isLater(Optional<Instant> after, Optional<Instant> before) {
    return before.isPresent() && (after.isEmpty() || after.get().isAfter(before.get()));
  }

  /// Sees that a caller who gets a secret or key of an agent, which is a way to become that agent,
  /// can do no more with it than without. An agent handles its own; another agent's if it holds all
  /// scopes of that agent; and of agents that it registered itself also what it may give.
  ///
  /// @throws Refused `Forbidden` naming a scope that the agent has and the caller lacks
  static void mayHandSecretsOf(Known known, Agent target, Caller by) {
    if (isItself(target, by)) {
      return;
    }
    by.mustHold(target.scopes().openingThisServer());
    if (by instanceof Caller.Agent) {
      var giver = self(known, by);
      var held =
          target.createdBy().equals(by.id())
              ? giver.scopes().and(giver.profile().grantableScopes())
              : giver.scopes();
      mustBeWithin(target.scopes(), held);
      mustBeWithin(
          target.profile().grantableScopes(),
          giver.scopes().and(giver.profile().grantableScopes()));
    }
  }

  private static void mustBeGivable(Scopes given, Agent giver) {
    mustBeWithin(given, giver.scopes().and(giver.profile().grantableScopes()));
  }

  private static void mustBeWithin(Scopes given, Scopes held) {
    given
        .firstNotAllowedBy(held)
        .ifPresent(scope -> {
          throw Refused.forbidden(scope);
        });
  }

  private static Agent self(Known known, Caller by) {
    return known
        .find(new AgentId(by.id()))
        .orElseThrow(() -> Refused.unauthenticated("the calling agent has gone"));
  }

  static boolean isItself(Agent agent, Caller caller) {
    return caller.id().equals(agent.id().value());
  }

  private static Scopes added(Scopes before, Scopes after) {
    return new Scopes(after.values().stream().filter(scope -> !before.contains(scope)).toList());
  }
}
