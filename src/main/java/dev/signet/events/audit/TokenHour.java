package dev.signet.events.audit;

import java.time.Instant;

/// How many tokens an agent got within an hour.
///
/// @param start of the hour
/// @param isEstimate whether only the first of them were counted, and the rest of the hour was
///   taken to have been as busy
public record TokenHour(Instant start, long tokens, boolean isEstimate) {}
