package dev.signet.validity.revocations;

import java.util.OptionalLong;

/// How many tokens a revocation has affected, and the audit event that records it.
///
/// @param eventId of the audit event
/// @param count empty while the tokens are being counted; the event is recorded after that
/// @param descendants how many other tokens ended because they had been exchanged from these; empty
///   when they were too many to count
public record RevokedTokenCount(String eventId, OptionalLong count, OptionalLong descendants) {

  /// Of an event that revoked no tokens.
  public static RevokedTokenCount none(String eventId) {
    return new RevokedTokenCount(eventId, OptionalLong.of(0), OptionalLong.of(0));
  }

  /// Of an event that is known by its id alone.
  public static RevokedTokenCount pending(String eventId) {
    return pending(eventId, OptionalLong.empty());
  }

  static RevokedTokenCount pending(String eventId, OptionalLong descendants) {
    return new RevokedTokenCount(eventId, OptionalLong.empty(), descendants);
  }
}
