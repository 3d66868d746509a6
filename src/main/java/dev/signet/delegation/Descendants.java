package dev.signet.delegation;

import java.util.ArrayList;
import java.util.List;

/// The active tokens below something, which end with it.
///
/// @param byDepth how many there are at each level, the nearest first
/// @param agents how many agents hold them
record Descendants(List<Long> byDepth, long agents) {
  static final Descendants NONE = new Descendants(List.of(), 0);

  Descendants {
    byDepth = List.copyOf(byDepth);
  }

  /// These, with tokens of a further agent above them.
  Descendants below(long tokens) {
    if (tokens == 0) {
      return this;
    }
    var levels = new ArrayList<Long>();
    levels.add(tokens);
    levels.addAll(byDepth);
    return new Descendants(levels, agents + 1);
  }

  long tokens() {
    return byDepth.stream().mapToLong(Long::longValue).sum();
  }
}
