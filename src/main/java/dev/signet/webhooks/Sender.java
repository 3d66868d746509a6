package dev.signet.webhooks;

import static java.util.Map.entry;

import dev.signet.base.db.Db;
import dev.signet.base.fetch.Owner;
import dev.signet.base.fetch.PostClient;
import dev.signet.base.fetch.PostResult;
import dev.signet.base.fetch.PostResult.NotDelivered;
import dev.signet.base.fetch.PostResult.Responded;
import dev.signet.base.refusals.Refused;
import dev.signet.webhooks.Delivery.Attempt;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Renders, signs and posts messages.
final class Sender {
  private static final String RETRY_AFTER = "retry-after";

  /// With this header a receiver ends a delivery, or asks to be sent no more.
  private static final String DELIVERY = "webhook-delivery";

  private static final int GONE = 410;

  /// The reason of a delivery whose events have been deleted.
  static final String EVENT_DELETED = "event_deleted";

  private final Db db;
  private final Clock clock;
  private final Webhooks webhooks;
  private final MessageRenderer renderer;
  private final PostClient client;

  Sender(Db db, Clock clock, Webhooks webhooks, MessageRenderer renderer, PostClient client) {
    this.db = db;
    this.clock = clock;
    this.webhooks = webhooks;
    this.renderer = renderer;
    this.client = client;
  }

  /// What a receiver asks for, beside its status.
  enum Wish {
    NONE,
    /// Not to be sent this message again.
    ABORT_MESSAGE,
    /// Not to be sent anything again.
    DISABLE
  }

  /// The result of an attempt.
  record Sent(Attempt attempt, boolean isDelivered, Optional<Duration> retryAfter, Wish wish) {
    /// Whether the receiver has failed: not when there was nothing to send.
    boolean isReceiverFailure() {
      return !isDelivered && !attempt.reason().equals(EVENT_DELETED);
    }
  }

  /// Sends a delivery.
  ///
  /// @throws Refused `NotFound` when the webhook has been deleted meanwhile
  Sent send(Webhook webhook, Delivery delivery) {
    var source = delivery.source();
    var body =
        source.isDigest()
            ? db.readLongRunning(
                handle -> renderer.render(handle, webhook, source, delivery.version()))
            : db.read(handle -> renderer.render(handle, webhook, source, delivery.version()));
    if (body.isEmpty()) {
      return new Sent(
          new Attempt(clock.instant(), 0, 0, EVENT_DELETED),
          false,
          Optional.empty(),
          Wish.ABORT_MESSAGE);
    }
    var headers = new HashMap<String, String>();
    headers.put("webhook-attempt", Long.toString(delivery.attemptCount() + 1));
    if (!delivery.replayId().isEmpty()) {
      headers.put("webhook-replay", delivery.replayId());
    }
    return post(webhook, source.messageId(), body.get(), headers);
  }

  /// Sends a test message.
  ///
  /// @throws Refused `NotFound` when the webhook has been deleted meanwhile
  Sent sendTest(Webhook webhook, String messageId, byte[] body) {
    var headers = new HashMap<String, String>();
    headers.put("webhook-attempt", "1");
    return post(webhook, messageId, body, headers);
  }

  private Sent post(Webhook webhook, String messageId, byte[] body, Map<String, String> headers) {
    var now = clock.instant();
    var timestamp = now.getEpochSecond();
    var secrets = db.read(handle -> webhooks.signingSecrets(handle, webhook.id()));
    if (secrets.isEmpty()) {
      // It was deleted meanwhile; nothing is sent without a signature.
      throw WebhookRefusals.notFound();
    }
    headers.putAll(
        Map.ofEntries(
            entry("User-Agent", "Signet-Webhooks/1"),
            entry("webhook-id", messageId),
            entry("webhook-timestamp", Long.toString(timestamp)),
            entry("webhook-signature", SigningSecret.header(secrets, messageId, timestamp, body))));
    var begun = System.nanoTime();
    var owner = webhook.organization().map(id -> new Owner(id.value())).orElse(Owner.OPERATORS);
    var result =
        client.post(
            webhook.subscription().url(), owner, headers, body, List.of(RETRY_AFTER, DELIVERY));
    return sent(result, now, (System.nanoTime() - begun) / 1_000_000);
  }

  private Sent sent(PostResult result, Instant at, long millis) {
    return switch (result) {
      case NotDelivered(var failure) ->
          new Sent(new Attempt(at, 0, millis, failure.wire()), false, Optional.empty(), Wish.NONE);
      case Responded(var status, var headers) -> {
        var isDelivered = status >= 200 && status < 300;
        yield new Sent(
            new Attempt(at, status, millis, isDelivered ? "delivered" : "status"),
            isDelivered,
            Optional.ofNullable(headers.get(RETRY_AFTER)).flatMap(text -> pause(text, at)),
            wish(status, headers.getOrDefault(DELIVERY, "")));
      }
    };
  }

  private static Wish wish(int status, String header) {
    if (status == GONE || header.equals("disable")) {
      return Wish.DISABLE;
    }
    return header.equals("abort-message") ? Wish.ABORT_MESSAGE : Wish.NONE;
  }

  /// A number of seconds or a date ([RFC 9110
  /// §10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)); empty for anything else.
  private static Optional<Duration> pause(String text, Instant now) {
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      var until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return Optional.of(Duration.between(now, until)).filter(pause -> !pause.isNegative());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
