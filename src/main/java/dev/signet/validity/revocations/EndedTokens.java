package dev.signet.validity.revocations;

import java.util.OptionalLong;

/// How many tokens something has ended, and where the audit log says so.
///
/// @param eventId the audit event's
/// @param count empty while they are still being counted: then the event is written when they are
public record EndedTokens(String eventId, OptionalLong count) {

  public static EndedTokens counted(String eventId, long count) {
    return new EndedTokens(eventId, OptionalLong.of(count));
  }

  public static EndedTokens counting(String eventId) {
    return new EndedTokens(eventId, OptionalLong.empty());
  }
}
