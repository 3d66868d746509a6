package dev.signet.base.refusals;

import java.time.Duration;
import java.time.Instant;

/// What is left of a limit that is reset at fixed times.
///
/// @param name `minute`, `day` or `month`
/// @param length how long the window is in total
/// @param untilReset the time until `resetsAt`, for clients whose clock differs
public record RateLimitWindow(
    String name,
    long limit,
    long remaining,
    Duration length,
    Instant resetsAt,
    Duration untilReset) {}
