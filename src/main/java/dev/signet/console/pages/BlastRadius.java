package dev.signet.console.pages;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.TimeFormat;
import dev.signet.delegation.Descendants;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The active tokens that end with something, and the agents that hold them. Counting can take
/// long, and the action must not wait for it: if the count is not available, the page says so and
/// still has the form.
///
/// @param ended empty when there are too many tokens to count now
record BlastRadius(Optional<Descendants> ended) {
  static final BlastRadius NONE = new BlastRadius(Optional.of(Descendants.NONE));

  static BlastRadius of(Supplier<Optional<Descendants>> preview) {
    try {
      return new BlastRadius(preview.get());
    } catch (Refused refused) {
      if (!(refused.refusal() instanceof Refusal.ServiceUnavailable)) {
        throw refused;
      }
      return new BlastRadius(Optional.empty());
    }
  }

  /// Whether there are more than this number of tokens, as far as known.
  boolean isMoreThan(long tokens) {
    return ended.map(all -> all.tokens() > tokens).orElse(true);
  }

  /// `12 active tokens of 3 agents`.
  String countText() {
    return ended
        .map(all ->
            TimeFormat.quantity(all.tokens(), "active token")
                + " of "
                + TimeFormat.quantity(all.agents(), "agent"))
        .orElse("more active tokens than can be counted now");
  }

  /// `Ends 12 active tokens of 3 agents.`
  String sentence() {
    return isMoreThan(0) ? "Ends " + countText() + "." : "No active tokens end with it.";
  }

  /// What has ended, as a clause.
  String pastClause() {
    if (ended.isEmpty()) {
      return "all tokens that were issued through it have ended";
    }
    return isMoreThan(0)
        ? countText() + (isMoreThan(1) ? " have ended" : " has ended")
        : "no active tokens ended with it";
  }

  /// `2 at level 1, 1 at level 2`; empty if all are at the first level.
  String depthText() {
    return ended
        .map(Descendants::byDepth)
        .filter(levels -> levels.size() > 1)
        .map(levels ->
            IntStream.range(0, levels.size())
                .mapToObj(level -> "%,d at level %d".formatted(levels.get(level), level + 1))
                .collect(Collectors.joining(", ")))
        .orElse("");
  }

  String tokensText() {
    return ended.map(all -> "%,d".formatted(all.tokens())).orElse("too many to count now");
  }

  String agentsText() {
    return ended.map(all -> "%,d".formatted(all.agents())).orElse("–");
  }
}
