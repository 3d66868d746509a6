package dev.signet.events.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the faults that a verification finds. There may be a million; only the first are kept.
final class VerificationFaults {

  /// Something that is not as it was written.
  ///
  /// @param chainId [Checkpoint#CHAIN] for a checkpoint
  /// @param seq the position in the chain; a checkpoint's number
  record ChainFault(String chainId, long seq, @Nullable String eventId, String what) {}

  static final int MAX_LISTED = 20;

  private final List<ChainFault> first = new ArrayList<>();
  private final Set<String> chains = new HashSet<>();

  void add(String chainId, long seq, @Nullable String eventId, String what) {
    chains.add(chainId);
    if (first.size() < MAX_LISTED) {
      first.add(new ChainFault(chainId, seq, eventId, what));
    }
  }

  void add(String chainId, long seq, String what) {
    add(chainId, seq, null, what);
  }

  boolean hasFaultIn(String chainId) {
    return chains.contains(chainId);
  }

  boolean isEmpty() {
    return chains.isEmpty();
  }

  List<ChainFault> first() {
    return List.copyOf(first);
  }
}
