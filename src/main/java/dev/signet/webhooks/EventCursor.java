package dev.signet.webhooks;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A position in the audit log: how far each chain has been read. Opaque to callers. A chain is
/// named by the first eight bytes of its id, so that the cursor stays short; should two chains have
/// the same, the smaller position holds for both, and an event is repeated rather than missed.
///
/// A chain that has been read whole, and has been quiet for long, is left out: otherwise each start
/// of a node would make the cursor longer, for ever.
///
/// @param quietBefore of a chain that is left out, what happened before this time has been read
/// @param positions by [#name] of the chain
record EventCursor(Instant quietBefore, Map<Long, Long> positions) {
  private static final int MAX_CHAINS = 2_000;
  private static final byte FORMAT = 2;

  EventCursor {
    positions = Map.copyOf(positions);
  }

  static long name(String chainId) {
    return Long.parseUnsignedLong(chainId.replace("-", "").substring(0, 16), 16);
  }

  Optional<Long> position(String chainId) {
    return Optional.ofNullable(positions.get(name(chainId)));
  }

  /// @param leftOut the chains whose positions are left out, unless another chain has the same name
  static EventCursor of(Instant quietBefore, Map<String, Long> byChain, Set<String> leftOut) {
    var positions = new HashMap<Long, Long>();
    var names = new HashSet<Long>();
    byChain.forEach((chain, seq) -> {
      positions.merge(name(chain), seq, Math::min);
      if (!leftOut.contains(chain)) {
        names.add(name(chain));
      }
    });
    positions.keySet().retainAll(names);
    return new EventCursor(quietBefore, positions);
  }

  String text() {
    var buffer = ByteBuffer.allocate(1 + Long.BYTES + positions.size() * 18);
    buffer.put(FORMAT).putLong(quietBefore.toEpochMilli());
    new TreeMap<>(positions)
        .forEach((name, seq) -> {
          buffer.putLong(name);
          putVarint(buffer, seq);
        });
    var bytes = new byte[buffer.position()];
    buffer.flip().get(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Empty for anything that [#text] did not return.
  static Optional<EventCursor> parse(String text) {
    try {
      var buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (buffer.get() != FORMAT) {
        return Optional.empty();
      }
      var quietBefore = Instant.ofEpochMilli(buffer.getLong());
      var positions = new HashMap<Long, Long>();
      while (buffer.hasRemaining() && positions.size() < MAX_CHAINS) {
        var name = buffer.getLong();
        var seq = getVarint(buffer);
        if (seq < 0) {
          return Optional.empty();
        }
        positions.put(name, seq);
      }
      var cursor = new EventCursor(quietBefore, positions);
      return cursor.text().equals(text) ? Optional.of(cursor) : Optional.empty();
    } catch (IllegalArgumentException | BufferUnderflowException | BufferOverflowException _) {
      return Optional.empty();
    }
  }

  private static void putVarint(ByteBuffer buffer, long value) {
    var rest = value;
    while (rest > 0x7F) {
      buffer.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private static long getVarint(ByteBuffer buffer) {
    var value = 0L;
    for (var shift = 0; shift < Long.SIZE; shift += 7) {
      var next = buffer.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }
}
