package dev.signet.identity.agents;

import static dev.signet.events.catalog.EventField.revokedTokens;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.texts;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of agents.
public final class AgentEvents {
  public static final EventType CREATED =
      EventType.sentToOrganization("agent.created", "an agent was registered")
          .fields(
              text("name", "courier"),
              text("client_id", "cid_b7Jq2"),
              text("agent_type", "custom"),
              texts("scopes", "parcels:read"),
              text("dpop_jkt", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs").optional())
          .text(words -> words.agentSentence("registered"));

  public static final EventType UPDATED =
      EventType.sentToOrganization(
              "agent.updated", "an agent was changed; `fields` names the changed fields")
          .fields(texts("fields", "scopes"))
          .text(words -> words.agentSentence("changed", words.list("fields", ": ")));

  public static final EventType SUSPENDED =
      EventType.sentToOrganization(
              "agent.deactivated_with_revocation",
              "an agent was suspended; `revoked_token_count` is exact unless `exact` is false")
          .fields(text("reason", "maintenance"), revokedTokens(4))
          .countsDescendants()
          .mayBeInexact()
          .text(words ->
              words.agentSentence(
                  "deactivated", words.revokedTokensClause() + words.quotedReasonSuffix()));

  public static final EventType MOVED =
      EventType.sentToOrganization(
              "agent.moved",
              "an agent was moved from the default organization to the organization of the event;"
                  + " `revoked_token_count` is exact unless `exact` is false")
          .fields(revokedTokens(4))
          .countsDescendants()
          .mayBeInexact()
          .text(words ->
              words.agentSentence(
                  "moved", " to another organization" + words.revokedTokensClause()));

  public static final EventType REACTIVATED =
      EventType.sentToOrganization("agent.reactivated", "a suspended agent is active again")
          .text(words -> words.agentSentence("reactivated"));

  public static final EventType DECOMMISSIONED =
      EventType.sentToOrganization(
              "agent.decommissioned", "an agent was decommissioned, which is final")
          .fields(revokedTokens(4))
          .countsDescendants()
          .mayBeInexact()
          .text(words ->
              words.agentSentence(
                  "decommissioned",
                  " permanently"
                      + (words.revokedTokens() == 0
                          ? ""
                          : ", and revoked " + words.revokedTokens("token"))
                      + words.descendantsClause()));

  public static final EventType DPOP_KEY_ROTATED =
      EventType.sentToOrganization(
              "agent.dpop_key_rotated",
              "the DPoP key was replaced; `old_jkt` is empty if there was none, and"
                  + " `revoked_token_count` is exact unless `exact` is false")
          .fields(
              text("old_jkt", ""),
              text("new_jkt", "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),
              revokedTokens(2),
              text("reason", ""))
          .countsDescendants()
          .mayBeInexact()
          .text(words ->
              words.agentSentence(
                  "rotated the DPoP key of",
                  words.revokedTokensClause() + words.quotedReasonSuffix()));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(CREATED, UPDATED, SUSPENDED, MOVED, REACTIVATED, DECOMMISSIONED, DPOP_KEY_ROTATED);

  private AgentEvents() {}
}
