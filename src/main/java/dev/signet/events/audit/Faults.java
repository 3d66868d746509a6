package dev.signet.events.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a check finds wrong. It may be a million things; the first are kept.
final class Faults {

  /// Something that is not as it was written.
  ///
  /// @param chainId [Checkpoint#CHAIN] where a checkpoint is at fault
  /// @param seq the place in the chain; a checkpoint's number
  record Fault(String chainId, long seq, @Nullable String eventId, String what) {}

  static final int KEPT = 20;

  private final List<Fault> first = new ArrayList<>();
  private final Set<String> chains = new HashSet<>();

  void add(String chainId, long seq, @Nullable String eventId, String what) {
    chains.add(chainId);
    if (first.size() < KEPT) {
      first.add(new Fault(chainId, seq, eventId, what));
    }
  }

  void add(String chainId, long seq, String what) {
    add(chainId, seq, null, what);
  }

  boolean areIn(String chainId) {
    return chains.contains(chainId);
  }

  boolean isEmpty() {
    return chains.isEmpty();
  }

  List<Fault> first() {
    return List.copyOf(first);
  }
}
