package dev.signet.identity.apikeys;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.text;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of API keys.
public final class ApiKeyEvents {
  public static final EventType CREATED =
      EventType.sentToOrganization("api_key.created", "an API key was created")
          .fields(
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"), flag("rotates_itself", true))
          .text(words -> words.agentSentence("created an API key for"));

  public static final EventType PREPARED =
      EventType.sentToOrganization("api_key.prepared", "the next API key was prepared")
          .fields(
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"), flag("rotates_itself", true))
          .text(words -> words.agentSentence("prepared the next API key of"));

  public static final EventType ACTIVATED =
      EventType.sentToOrganization(
              "api_key.activated",
              "a prepared API key was used for the first time and replaced the previous one")
          .fields(
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              flag("rotates_itself", true),
              text("replaced_key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b").optional())
          .text(words -> words.agentAsSubject() + " used its new API key for the first time.");

  public static final EventType ROTATED =
      EventType.sentToOrganization(
              "api_key.rotated",
              "an API key was replaced; with outcome `failure` a refused attempt of an agent, with"
                  + " its `reason`")
          .fields(
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b").optional(),
              flag("rotates_itself", true).optional(),
              text("replaced_key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b").optional(),
              text("reason", "wrong_rotation_secret").optional())
          .text(words ->
              words.isFailure()
                  ? "An attempt to rotate an API key was refused" + words.reasonSuffix() + "."
                  : words.agentSentence("rotated the API key of"));

  public static final EventType REVOKED =
      EventType.sentToOrganization("api_key.revoked", "an API key was revoked")
          .fields(text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"))
          .text(words -> words.agentSentence("revoked the API key of"));

  public static final EventType QUARANTINED =
      EventType.sentToOrganization(
              "api_key.quarantined",
              "an API key was reported as leaked, if `leaks` is `quarantine`")
          .fields(
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("reason", "reported by a scanner"))
          .text(words ->
              "The API key of "
                  + words.agentName()
                  + " was quarantined"
                  + words.reasonSuffix()
                  + ".");

  public static final EventType RELEASED =
      EventType.sentToOrganization("api_key.released", "a quarantined API key is valid again")
          .fields(text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"))
          .text(words -> words.agentSentence("released the API key of"));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(CREATED, PREPARED, ACTIVATED, ROTATED, REVOKED, QUARANTINED, RELEASED);

  private ApiKeyEvents() {}
}
