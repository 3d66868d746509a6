package dev.signet.identity.users;

import dev.signet.identity.operatorkeys.OperatorKeyId;
import java.time.Instant;
import java.util.Optional;

/// A stay in the console as it is stored.
///
/// @param owner it is
/// @param lastSeenAt up to a minute late
/// @param authenticatedAt when it was last proved who this is
/// @param expiresAt whatever happens until then
/// @param notice what the next page is to say, once
public record Session(
    String id,
    SessionOwner owner,
    String address,
    String userAgent,
    Instant createdAt,
    Instant lastSeenAt,
    Instant authenticatedAt,
    Instant expiresAt,
    Optional<String> notice) {

  /// Whether it still does, as far as time goes.
  boolean isActive(Instant now) {
    return expiresAt.isAfter(now) && lastSeenAt.plus(Sessions.IDLE_TIMEOUT).isAfter(now);
  }

  /// Who signed in.
  public sealed interface SessionOwner {}

  public record ByUser(UserId user) implements SessionOwner {}

  /// By an operator key: the stay may do what the key may, and ends with it.
  public record ByOperatorKey(OperatorKeyId key) implements SessionOwner {}
}
