package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.operatorkeys.OperatorKeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A session of a browser, as it is stored.
///
/// @param owner the signed-in user or operator key
/// @param lastSeenAt up to a minute late
/// @param authenticatedAt when the owner last proved their identity
/// @param method how they did
/// @param expiresAt the latest end of the session
/// @param idleTimeout how long it may be unused
/// @param organization the one that the user has chosen; empty for the whole server
/// @param notice the message that the next page shows once
public record Session(
    String id,
    SessionOwner owner,
    String address,
    String userAgent,
    Instant createdAt,
    Instant lastSeenAt,
    Instant authenticatedAt,
    SignInMethod method,
    Instant expiresAt,
    Duration idleTimeout,
    Optional<OrganizationId> organization,
    Optional<String> notice) {

  /// Whether the session is active: neither too old nor idle for too long.
  boolean isActive(Instant now) {
    return expiresAt.isAfter(now) && lastSeenAt.plus(idleTimeout).isAfter(now);
  }

  /// Whether the session is active, and short enough for the console: a user may have been given
  /// access to the console after they signed in.
  boolean isActiveInConsole(Instant now) {
    return isActive(now)
        && createdAt.plus(Sessions.MAX_LIFETIME).isAfter(now)
        && lastSeenAt.plus(Sessions.IDLE_TIMEOUT).isAfter(now);
  }

  /// Whether the browser is to keep the cookie when it is closed.
  boolean isLong() {
    return idleTimeout.compareTo(Sessions.IDLE_TIMEOUT) > 0;
  }

  /// Who signed in.
  public sealed interface SessionOwner {}

  public record ByUser(UserId user) implements SessionOwner {}

  /// Signed in by an operator key: the session has the rights of the key, and ends with it.
  public record ByOperatorKey(OperatorKeyId key) implements SessionOwner {}
}
