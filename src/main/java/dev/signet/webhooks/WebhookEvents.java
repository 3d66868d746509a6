package dev.signet.webhooks;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.texts;
import static dev.signet.events.catalog.EventField.time;

import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of webhooks. A webhook receives those of others, not its own.
public final class WebhookEvents {
  /// The field with the id of the webhook.
  static final String WEBHOOK_ID = "webhook_id";

  private static final EventField ID = text(WEBHOOK_ID, "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a90");
  private static final EventField DELIVERY =
      text("delivery_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94");

  private static final EventField NAME = text("name", "siem");

  public static final EventType CREATED =
      EventType.sentToOrganization(
              "webhook.created",
              "a webhook was created; of its URL only the `host`, as the rest may contain a secret")
          .fields(ID, NAME, text("host", "hooks.example.com"), texts("events", "agent.*"))
          .text(words -> words.nameSentence("created the webhook", ""));

  public static final EventType UPDATED =
      EventType.sentToOrganization(
              "webhook.updated", "a webhook was changed; `changed` names the changed fields")
          .fields(ID, NAME, texts("changed", "url"))
          .text(words -> words.nameSentence("changed the webhook", words.list("changed", ": ")));

  public static final EventType DELETED =
      EventType.sentToOrganization("webhook.deleted", "a webhook was deleted")
          .fields(ID, NAME)
          .text(words -> words.nameSentence("deleted the webhook", ""));

  public static final EventType SECRET_ROTATED =
      EventType.sentToOrganization(
              "webhook.secret_rotated",
              "the secret of a webhook was replaced; the earlier one signs as well until"
                  + " `previous_valid_until`")
          .fields(ID, NAME, time("previous_valid_until"))
          .text(words -> words.nameSentence("replaced the secret of the webhook", ""));

  public static final EventType DISABLED =
      EventType.sentToOrganization(
              "webhook.disabled",
              "a webhook was disabled; `reason` is `by_request`, `failing`, `gone` or"
                  + " `secret_leaked`")
          .fields(ID, NAME, text("reason", "failing"))
          .text(words ->
              words.nameSentence("disabled the webhook", " (" + words.spaced("reason") + ")"));

  public static final EventType ENABLED =
      EventType.sentToOrganization(
              "webhook.enabled",
              "a webhook was enabled; `resumed` says whether it is sent what it missed")
          .fields(ID, NAME, flag("resumed", true))
          .text(words ->
              words.nameSentence(
                  "enabled the webhook",
                  words.text("resumed").equals("true") ? ", which is sent what it missed" : ""));

  public static final EventType REPLAYED =
      EventType.sentToOrganization(
              "webhook.replayed", "events of a time are sent to a webhook again")
          .fields(
              ID,
              NAME,
              text("replay_id", "01970f3a-8d2c-7c1e-9b1a-0c5d7e6f8a94"),
              time("from"),
              time("to"))
          .text(words ->
              words.nameSentence(
                  "replayed events to the webhook",
                  ", from " + words.text("from") + " to " + words.text("to")));

  public static final EventType RECOVERED =
      EventType.sentToOrganization(
              "webhook.recovered", "failed deliveries of a webhook were queued again")
          .fields(ID, NAME, number("queued", 12))
          .text(words ->
              words.nameSentence(
                  "sent failed deliveries again to the webhook", ": " + words.count("queued")));

  public static final EventType DELIVERY_RETRIED =
      EventType.sentToOrganization(
              "webhook.delivery_retried", "a finished delivery of a webhook was queued again")
          .fields(ID, NAME, DELIVERY)
          .text(words -> words.nameSentence("sent a delivery again to the webhook", ""));

  public static final EventType DELIVERY_ABORTED =
      EventType.sentToOrganization(
              "webhook.delivery_aborted", "a pending delivery of a webhook was given up")
          .fields(ID, NAME, DELIVERY)
          .text(words -> words.nameSentence("gave up a delivery to the webhook", ""));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(
          CREATED,
          UPDATED,
          DELETED,
          SECRET_ROTATED,
          DISABLED,
          ENABLED,
          REPLAYED,
          RECOVERED,
          DELIVERY_RETRIED,
          DELIVERY_ABORTED);

  private WebhookEvents() {}
}
