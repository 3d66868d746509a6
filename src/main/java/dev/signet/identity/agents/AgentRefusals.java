package dev.signet.identity.agents;

import dev.signet.base.refusals.Refused;
import java.time.Duration;

/// The refusals of this room, other than errors of single fields.
public final class AgentRefusals {
  private AgentRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("agent");
  }

  /// The revocation is complete, its number of tokens is not known yet.
  public static Refused revokedTokensBeingCounted() {
    return Refused.unavailable("the revoked tokens are still being counted");
  }

  static Refused emailTaken() {
    return Refused.conflict(
        "email_taken", "Another agent of the organization has this e-mail address");
  }

  static Refused unreadable() {
    return Refused.conflict(
        "agent_unreadable",
        "The agent's record in the database cannot be read, so it is not overwritten; repair it"
            + " in the database");
  }

  static Refused mayNotMove() {
    return Refused.notAllowed(
        "Only an operator key of the whole server may move an agent to another organization");
  }

  static Refused organizationFixed() {
    return Refused.conflict(
        "organization_fixed",
        "Only an agent of the default organization can be moved; this one belongs to an"
            + " organization");
  }

  static Refused appMayNotMove() {
    return Refused.conflict(
        "organization_fixed", "An app cannot be moved, because users of all organizations use it");
  }

  static Refused decommissioned() {
    return Refused.conflict(
        "agent_decommissioned", "The agent is decommissioned, which cannot be undone");
  }

  static Refused mayNotSuspendRegisteredAgents() {
    return Refused.notAllowed(
        "Only an operator may suspend the agents that an agent has registered");
  }

  /// @param suspendedBy who may reactivate the agent
  static Refused mayNotReactivate(SuspendedBy suspendedBy) {
    return Refused.notAllowed(
        switch (suspendedBy) {
          case OPERATOR -> "An operator suspended the agent: only an operator may reactivate it";
          case AGENT -> "Another agent suspended this one: it may not reactivate itself";
          case ITSELF ->
              "The agent suspended itself: only the agent, by its API key, or an operator may"
                  + " reactivate it";
        });
  }

  static Refused callerNotActive() {
    return Refused.unauthenticated("the calling agent is not active any more");
  }

  static Refused callerNotFound() {
    return Refused.unauthenticated("the calling agent no longer exists");
  }

  static Refused onlyOperatorMaySet(String field) {
    return Refused.notAllowed("Only an operator may set " + field);
  }

  static Refused onlyOperatorMayTurnOffFapi2() {
    return Refused.notAllowed("Only an operator may turn fapi2 off");
  }

  static Refused mayNotAddGrantTypeToItself() {
    return Refused.notAllowed("An agent cannot add a grant type to itself");
  }

  static Refused mayNotRaiseOwnTokenLifetime() {
    return Refused.notAllowed("An agent cannot raise its own tokenLifetime");
  }

  static Refused mayNotPostponeOwnExpiry() {
    return Refused.notAllowed("An agent cannot postpone its own expiresAt");
  }

  static Refused mayNotChangeOwnTeam() {
    return Refused.notAllowed("An agent cannot change its own teamId");
  }

  static Refused tokenLifetimeBeyondCaller(Duration longest) {
    return Refused.notAllowed(
        "An agent can set a tokenLifetime of at most " + longest.toSeconds() + " seconds");
  }

  static Refused teamOtherThanCallers() {
    return Refused.notAllowed("An agent can set no teamId but its own");
  }

  static Refused expiryAfterCaller() {
    return Refused.notAllowed("An agent cannot set an expiresAt later than its own");
  }

  static Refused newDpopKeyMissing() {
    return Refused.malformed("The body is missing; a JSON object with new_public_jwk is needed");
  }
}
