package dev.signet.base.memory;

/// What a cache may take of the heap. The caches of all rooms share half of it: when all are full,
/// the other half is left for requests. A cache of its own measure would be right by itself, and
/// too large together with the others.
public enum CacheShare {
  AGENTS(36),
  CREDENTIALS(28),
  CLIENT_IDS(6),
  VERIFIED_TOKENS(6),
  ISSUANCES(4),
  PROVEN_SECRETS(4),
  DOCUMENTS(15),
  AGENT_KEYS(1);

  private static final int PART_OF_HEAP = 2;

  private final int percent;

  CacheShare(int percent) {
    this.percent = percent;
  }

  /// In bytes of the heap, as it is bounded for this process.
  public long bytes() {
    return bytesOf(Runtime.getRuntime().maxMemory());
  }

  /// How many entries of so many bytes each there may be.
  public long entries(int bytesEach) {
    return bytes() / bytesEach;
  }

  long bytesOf(long heap) {
    return heap / PART_OF_HEAP / 100 * percent;
  }
}
