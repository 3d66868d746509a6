package dev.signet.events.audit;

import java.time.Instant;

/// The number of tokens that an agent got within an hour.
///
/// @param start of the hour
/// @param isEstimate whether only the first tokens were counted, and the number for the hour was
///   extrapolated
public record TokenHour(Instant start, long tokens, boolean isEstimate) {}
