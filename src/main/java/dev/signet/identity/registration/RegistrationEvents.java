package dev.signet.identity.registration;

import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.time;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of self-registration and invites.
public final class RegistrationEvents {
  public static final EventType REGISTERED =
      EventType.sentToOrganization(
              "agent.registered",
              "an agent registered itself; with outcome `failure` a refused attempt, with its"
                  + " `reason`")
          .fields(
              text("name", "courier").optional(),
              text("state", "unclaimed").optional(),
              text("invite_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b").optional(),
              text("reason", "invite_invalid").optional())
          .text(words ->
              words.isFailure()
                  ? "An attempt to register an agent was refused" + words.reasonSuffix() + "."
                  : words.agentAsSubject() + " registered itself.");

  public static final EventType CLAIMED =
      EventType.sentToOrganization(
              "agent.claimed", "an operator claimed an agent that had registered itself")
          .text(words -> words.agentSentence("claimed"));

  public static final EventType REAPED =
      EventType.sentToOrganization(
              "agent.reaped",
              "an unclaimed agent was decommissioned because it was not used, or not for long")
          .fields(time("registered_at"))
          .text(words ->
              words.agentAsSubject()
                  + " was decommissioned because it was neither claimed nor used.");

  public static final EventType INVITE_CREATED =
      EventType.sentToOrganization("invite.created", "an invite for self-registration was created")
          .fields(
              text("invite_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "pipeline").optional(),
              number("max_uses", 10),
              time("expires_at"))
          .text(words -> words.actorSentence("created an invite" + words.nameSuffix() + "."));

  public static final EventType INVITE_REVOKED =
      EventType.sentToOrganization("invite.revoked", "an invite was revoked")
          .fields(
              text("invite_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "pipeline").optional(),
              number("uses", 3))
          .text(words -> words.actorSentence("revoked an invite" + words.nameSuffix() + "."));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(REGISTERED, CLAIMED, REAPED, INVITE_CREATED, INVITE_REVOKED);

  private RegistrationEvents() {}
}
