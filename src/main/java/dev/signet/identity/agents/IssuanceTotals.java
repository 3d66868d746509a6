package dev.signet.identity.agents;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What has been issued to an agent, ever.
///
/// @param tokenCount access tokens, those got by refreshing included
/// @param refreshCount how often it refreshed
public record IssuanceTotals(
    long tokenCount,
    long refreshCount,
    Optional<Instant> lastActivityAt,
    Optional<Instant> lastTokenIssuedAt) {

  /// Of an agent that was never issued anything.
  public static final IssuanceTotals ZERO =
      new IssuanceTotals(0, 0, Optional.empty(), Optional.empty());

  /// With what was issued besides, if anything.
  IssuanceTotals plus(@Nullable IssuanceIncrement more) {
    if (more == null) {
      return this;
    }
    var at = Optional.of(lastTokenIssuedAt.filter(more.at()::isBefore).orElse(more.at()));
    return new IssuanceTotals(
        tokenCount + more.tokens(),
        refreshCount + more.refreshes(),
        lastActivityAt.filter(more.at()::isBefore).or(() -> at),
        at);
  }
}
