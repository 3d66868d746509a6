package dev.signet.identity.quotas;

import dev.signet.identity.quotas.TokenWindowStore.LeaseRow;

/// Tokens of a window that this node may issue, as memory knows them.
///
/// @param stored what the database has: this node has issued the difference to `remaining` since
/// @param limit the limit of the window
/// @param taken how many tokens all nodes have taken from the window
/// @param remaining how many this node has left
/// @param takenAt when it took the last ones, by the monotonic clock
/// @param isVerified whether the lease has not been put back by another node
/// @param isWarned whether the event of a warning is recorded
/// @param isReached whether the event of a limit that is used up is recorded
record TokenLease(
    LeaseRow stored,
    long limit,
    long taken,
    long remaining,
    long takenAt,
    boolean isVerified,
    boolean isWarned,
    boolean isReached) {

  TokenWindow window() {
    return stored.window();
  }

  /// How much of the limit is used. What other nodes have left counts as used.
  long used() {
    return taken - remaining;
  }

  /// Whether the event of a warning, or of a limit that is used up, has to be recorded once so many
  /// more are used.
  boolean isEventDue(long tokens) {
    return (!isReached && used() + tokens >= limit)
        || (!isWarned && used() + tokens >= Quotas.warningAt(limit));
  }

  TokenLease minus(long tokens) {
    return new TokenLease(
        stored, limit, taken, remaining - tokens, takenAt, isVerified, isWarned, isReached);
  }

  /// After the event of a warning is recorded.
  TokenLease withEvents(boolean reached) {
    return new TokenLease(stored, limit, taken, remaining, takenAt, isVerified, true, reached);
  }

  TokenLease unverified() {
    return new TokenLease(stored, limit, taken, remaining, takenAt, false, isWarned, isReached);
  }

  /// How many tokens a node takes at once: a fiftieth of the limit, at most 1,000, and fewer when
  /// fewer are left, so that the last ones are not all at one node.
  ///
  /// @param free how many are left in the window
  static long size(long limit, long free) {
    var most = Math.min(1_000, (limit + 49) / 50);
    return Math.max(1, Math.min(most, free / 10));
  }
}
