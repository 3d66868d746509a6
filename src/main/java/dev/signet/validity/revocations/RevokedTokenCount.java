package dev.signet.validity.revocations;

import java.util.OptionalLong;

/// How many tokens a revocation has affected, and the audit event that records it.
///
/// @param eventId of the audit event
/// @param count empty while the tokens are being counted; the event is recorded after that
public record RevokedTokenCount(String eventId, OptionalLong count) {

  public static RevokedTokenCount complete(String eventId, long count) {
    return new RevokedTokenCount(eventId, OptionalLong.of(count));
  }

  public static RevokedTokenCount pending(String eventId) {
    return new RevokedTokenCount(eventId, OptionalLong.empty());
  }
}
