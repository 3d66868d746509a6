package dev.signet.identity.operatorkeys;

import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.texts;
import static dev.signet.events.catalog.EventField.time;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of operator keys.
public final class OperatorKeyEvents {
  public static final EventType CREATED =
      EventType.sentToOperators("operator.key_created", "an operator key was created")
          .fields(
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "deploy"),
              texts("scopes", "agents:read"),
              time("expires_at").optional())
          .text(words -> words.nameSentence("created the operator key", words.reasonSuffix()));

  public static final EventType ROTATED =
      EventType.sentToOperators("operator.key_rotated", "an operator key has a new secret")
          .fields(text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"), text("name", "deploy"))
          .text(words -> words.nameSentence("rotated the operator key", words.reasonSuffix()));

  public static final EventType REVOKED =
      EventType.sentToOperators("operator.key_revoked", "an operator key was revoked")
          .fields(text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"), text("name", "deploy"))
          .text(words -> words.nameSentence("revoked the operator key", words.reasonSuffix()));

  public static final EventType QUARANTINED =
      EventType.sentToOperators(
              "operator.key_quarantined",
              "an operator key was reported as leaked, if `leaks` is `quarantine`")
          .fields(
              text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              text("name", "deploy"),
              text("reason", "reported by a scanner"))
          .text(words -> words.nameSentence("quarantined the operator key", words.reasonSuffix()));

  public static final EventType RELEASED =
      EventType.sentToOperators(
              "operator.key_released", "a quarantined operator key is valid again")
          .fields(text("key_id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"), text("name", "deploy"))
          .text(words -> words.nameSentence("released the operator key", words.reasonSuffix()));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(CREATED, ROTATED, REVOKED, QUARANTINED, RELEASED);

  private OperatorKeyEvents() {}
}
