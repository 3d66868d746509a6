package dev.signet.webhooks;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// One message to one webhook.
///
/// @param source what the message is rendered from
/// @param replayId the replay that sends it again; empty for the first delivery
/// @param attemptCount of all attempts; `attempts` has the last ones
/// @param dueAt when the next attempt is due, while it is pending
/// @param claim see [DeliveryStore#claim]
public record Delivery(
    DeliveryId id,
    WebhookId webhook,
    MessageSource source,
    String replayId,
    String version,
    Status status,
    List<Attempt> attempts,
    long attemptCount,
    Instant dueAt,
    long claim,
    Instant createdAt,
    Optional<Instant> finishedAt) {
  public Delivery {
    attempts = List.copyOf(attempts);
  }

  /// What a message is rendered from.
  ///
  /// @param messageId the same in each attempt and each replay, so that a receiver can drop what it
  ///   knows
  /// @param seq the event in its chain; for a digest the first one
  /// @param lastSeq for a digest the last event, otherwise `seq`
  /// @param digest what the events of a digest have in common; empty for a single event
  public record MessageSource(
      String messageId, String type, String chainId, long seq, long lastSeq, String digest) {
    public boolean isDigest() {
      return !digest.isEmpty();
    }
  }

  public enum Status {
    PENDING,
    DELIVERED,
    /// All attempts failed, or it was aborted.
    FAILED;

    /// As the wire and the database spell it.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The status that [#wire] spells like this.
    static Optional<Status> parse(String text) {
      return Stream.of(values()).filter(status -> status.wire().equals(text)).findFirst();
    }
  }

  /// One attempt.
  ///
  /// @param statusCode of the response; 0 when there was none
  /// @param reason `delivered`, or why it failed
  public record Attempt(Instant at, int statusCode, long durationMs, String reason) {}
}
