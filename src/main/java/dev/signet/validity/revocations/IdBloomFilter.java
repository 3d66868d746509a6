package dev.signet.validity.revocations;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;

/// A set of ids that does not store the ids themselves: it answers "not contained", which is
/// certain, or "maybe". A Bloom filter in blocks of a cache line, one bit in each of a block's
/// eight words, so that a query costs one memory access. Its size is fixed: with more ids than it
/// was created for, it answers "maybe" more often.
///
/// Several threads may add and query concurrently.
final class IdBloomFilter {
  private static final int BLOCK = 8;
  private static final int BITS_OF_WORD = 6;
  private static final long FACTOR = 0x9e3779b97f4a7c15L;
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  /// With as many ids as it was created for, one in a hundred other ids gets a "maybe".
  static final int BITS_PER_ID = 10;

  // Different in each process, so that an attacker cannot find ids that share their bits.
  private final long seed = ThreadLocalRandom.current().nextLong();
  private final long[] words;
  private final int blocks;

  /// @param ids how many ids it is created for
  /// @param maxBytes the maximum size, if that is smaller
  IdBloomFilter(long ids, long maxBytes) {
    var bytes = Math.min(ids * BITS_PER_ID / Byte.SIZE, maxBytes);
    blocks = Math.toIntExact(Math.max(1, bytes / (BLOCK * Long.BYTES)));
    words = new long[blocks * BLOCK];
  }

  long bytes() {
    return (long) words.length * Long.BYTES;
  }

  void add(String id) {
    var hash = hash(id);
    var block = block(hash);
    var bits = mixed(hash + FACTOR);
    for (var i = 0; i < BLOCK; i++) {
      WORDS.getAndBitwiseOr(words, block + i, bit(bits, i));
    }
  }

  /// Never false for an id that was added before.
  boolean mayContain(String id) {
    var hash = hash(id);
    var block = block(hash);
    var bits = mixed(hash + FACTOR);
    for (var i = 0; i < BLOCK; i++) {
      if (((long) WORDS.getAcquire(words, block + i) & bit(bits, i)) == 0) {
        return false;
      }
    }
    return true;
  }

  private int block(long hash) {
    return (int) Math.unsignedMultiplyHigh(mixed(hash), blocks) * BLOCK;
  }

  private static long bit(long bits, int word) {
    return 1L << (bits >>> (word * BITS_OF_WORD));
  }

  private long hash(String id) {
    var hash = seed;
    for (var i = 0; i < id.length(); i++) {
      hash = (Long.rotateLeft(hash, 27) ^ id.charAt(i)) * FACTOR;
    }
    return hash;
  }

  /// The finalizer of SplitMix64: each bit of the result depends on all bits of the value.
  private static long mixed(long value) {
    var mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
