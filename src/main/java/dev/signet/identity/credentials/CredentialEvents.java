package dev.signet.identity.credentials;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.time;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of credentials.
public final class CredentialEvents {
  public static final EventType GENERATED =
      EventType.sentToOrganization(
              "credential.generated",
              "a credential was created; `imported` if its hash was imported")
          .fields(
              text("credential_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              time("expires_at").optional(),
              flag("imported", false))
          .text(words -> words.agentSentence("generated a credential for"));

  public static final EventType ROTATED =
      EventType.sentToOrganization(
              "credential.rotated",
              "a credential has a new secret; the previous one stays valid for `overlap_seconds`")
          .fields(
              text("credential_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              time("expires_at").optional(),
              number("overlap_seconds", 0))
          .text(words -> words.agentSentence("rotated a credential of"));

  public static final EventType REVOKED =
      EventType.sentToOrganization("credential.revoked", "a credential was revoked")
          .fields(text("credential_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"))
          .text(words -> words.agentSentence("revoked a credential of"));

  public static final EventType QUARANTINED =
      EventType.sentToOrganization(
              "credential.quarantined",
              "a credential was reported as leaked, if `leaks` is `quarantine`")
          .fields(
              text("credential_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("reason", "reported by a scanner"))
          .text(words ->
              "The credential of "
                  + words.agentName()
                  + " was quarantined"
                  + words.reasonSuffix()
                  + ".");

  public static final EventType RELEASED =
      EventType.sentToOrganization("credential.released", "a quarantined credential is valid again")
          .fields(text("credential_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"))
          .text(words -> words.agentSentence("released a credential of"));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(GENERATED, ROTATED, REVOKED, QUARANTINED, RELEASED);

  private CredentialEvents() {}
}
