package dev.signet.agents;

import java.time.Instant;
import java.util.Optional;

/// What has been issued to an agent, ever.
///
/// @param tokenCount access tokens, those got by refreshing included
/// @param refreshCount how often it refreshed
public record Meter(
    long tokenCount,
    long refreshCount,
    Optional<Instant> lastActivityAt,
    Optional<Instant> lastTokenIssuedAt) {

  /// Of an agent that was never issued anything.
  public static final Meter ZERO = new Meter(0, 0, Optional.empty(), Optional.empty());
}
