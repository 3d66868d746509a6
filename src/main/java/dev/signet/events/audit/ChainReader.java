package dev.signet.events.audit;

import dev.signet.base.db.Dialect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/// Reads chains by position. A chain has no gaps, and its links are in the order of their commits:
/// a reader that is at its head has missed nothing, which no reader by time or id can know.
public final class ChainReader {
  private final ChainReaderStore store;
  private final Supplier<ChainPosition> own;

  /// @param own the last committed event of this run's chain
  ChainReader(Dialect dialect, Supplier<ChainPosition> own) {
    this.store = new ChainReaderStore(dialect);
    this.own = own;
  }

  /// The last committed event of the chain that this run writes. Sends no query.
  public ChainPosition own() {
    return own.get();
  }

  /// All chains that nodes of this server have opened.
  public List<ChainExtent> extents(Handle handle) {
    return store.extents(handle);
  }

  /// All chains as [#extents], with the times of their ends.
  public List<ChainEnd> ends(Handle handle) {
    return store.ends(handle);
  }

  /// The last event of a chain before a time, found by halving: times do not decrease in a chain,
  /// unless the clock of its node was set back.
  public long lastBefore(Handle handle, ChainExtent chain, Instant time) {
    var low = chain.pruned();
    var high = chain.head();
    while (low < high) {
      var middle = low + (high - low) / 2;
      var next = timeAfter(handle, new ChainPosition(chain.chainId(), middle));
      if (next.isPresent() && next.get().isBefore(time)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// The chain's first selected events after `seq`, up to and including `head`, in order.
  public List<FollowedEvent> events(
      Handle handle, EventSelection selection, ChainPosition after, long head, int limit) {
    return store.events(handle, selection, after, head, limit);
  }

  /// When the first event after a position happened; empty at the chain's end.
  public Optional<Instant> timeAfter(Handle handle, ChainPosition position) {
    return store.timeAfter(handle, position);
  }

  /// Counts the tokens issued after a position, up to and including `last`, by organization, hour
  /// and action. The database counts, which costs a tenth of reading the events.
  public List<TokenTally> tokensByOrganization(Handle handle, ChainPosition after, long last) {
    return store.tokensByOrganization(handle, after, last);
  }

  /// Counts the tokens issued after a position, up to and including `last`, by agent, hour and
  /// action.
  public List<TokenTally> tokensByAgent(Handle handle, ChainPosition after, long last) {
    return store.tokensByAgent(handle, after, last);
  }

  /// Counts the tokens of an organization that were issued after a position, and in a period. Test
  /// tokens are left out.
  ///
  /// @param to exclusive
  public long countTokens(
      Handle handle, ChainPosition after, String organization, Instant from, Instant to) {
    return store.countTokens(handle, after, organization, from, to);
  }
}
