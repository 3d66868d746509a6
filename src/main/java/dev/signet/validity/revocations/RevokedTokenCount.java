package dev.signet.validity.revocations;

import java.util.OptionalLong;

/// How many tokens something has ended, and where the audit log says so.
///
/// @param eventId the audit event's
/// @param count empty while they are still being counted: then the event is written when they are
public record RevokedTokenCount(String eventId, OptionalLong count) {

  public static RevokedTokenCount complete(String eventId, long count) {
    return new RevokedTokenCount(eventId, OptionalLong.of(count));
  }

  public static RevokedTokenCount pending(String eventId) {
    return new RevokedTokenCount(eventId, OptionalLong.empty());
  }
}
