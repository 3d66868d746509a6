package dev.signet.identity.agents;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /// With what was issued besides, if anything.
  Meter plus(@Nullable Metered more) {
    if (more == null) {
      return this;
    }
    var at = Optional.of(lastTokenIssuedAt.filter(more.at()::isBefore).orElse(more.at()));
    return new Meter(
        tokenCount + more.tokens(),
        refreshCount + more.refreshes(),
        lastActivityAt.filter(more.at()::isBefore).or(() -> at),
        at);
  }
}
