package dev.signet.identity.activity;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tokens that an agent has ever been issued.
///
/// @param tokenCount access tokens, including those from refreshing
/// @param refreshCount the number of refreshes
public record IssuanceTotals(
    long tokenCount,
    long refreshCount,
    Optional<Instant> lastActivityAt,
    Optional<Instant> lastTokenIssuedAt) {

  /// The totals of an agent that has never been issued a token.
  public static final IssuanceTotals ZERO =
      new IssuanceTotals(0, 0, Optional.empty(), Optional.empty());

  /// The totals with further tokens added, if any.
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
