package dev.signet.base.memory;

/// The shares of the heap for caches. The caches of all rooms share half of the heap; the other
/// half is left for requests even when all caches are full. Caches sized separately would each be
/// reasonable, but too large together.
public enum CacheShare {
  AGENTS(34),
  CREDENTIALS(28),
  CLIENT_IDS(6),
  VERIFIED_TOKENS(6),
  ISSUANCES(4),
  PROVEN_SECRETS(4),
  DOCUMENTS(14),
  AGENT_KEYS(1),
  DELEGATIONS(2),
  RESOURCES(1);

  private static final int PART_OF_HEAP = 2;

  private final int percent;

  CacheShare(int percent) {
    this.percent = percent;
  }

  /// In bytes, for the maximum heap of this process.
  public long bytes() {
    return bytesOf(Runtime.getRuntime().maxMemory());
  }

  /// The number of entries, for entries of this size.
  public long entries(int bytesEach) {
    return bytes() / bytesEach;
  }

  long bytesOf(long heap) {
    return heap / PART_OF_HEAP / 100 * percent;
  }
}
