package dev.signet.webhooks;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A position in the audit log: how far each chain has been read. Opaque to callers. A chain is
/// named by the first eight bytes of its id, so that the cursor stays short; should two chains have
/// the same, the smaller position holds for both, and an event is repeated rather than missed.
///
/// @param positions by [#name] of the chain
record EventCursor(Map<Long, Long> positions) {
  private static final int MAX_CHAINS = 2_000;
  private static final byte FORMAT = 1;

  EventCursor {
    positions = Map.copyOf(positions);
  }

  static long name(String chainId) {
    return Long.parseUnsignedLong(chainId.replace("-", "").substring(0, 16), 16);
  }

  Optional<Long> position(String chainId) {
    return Optional.ofNullable(positions.get(name(chainId)));
  }

  static EventCursor of(Map<String, Long> byChain) {
    var positions = new HashMap<Long, Long>();
    byChain.forEach((chain, seq) -> positions.merge(name(chain), seq, Math::min));
    return new EventCursor(positions);
  }

  String text() {
    var buffer = ByteBuffer.allocate(1 + positions.size() * 18);
    buffer.put(FORMAT);
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
      var positions = new HashMap<Long, Long>();
      while (buffer.hasRemaining() && positions.size() < MAX_CHAINS) {
        var name = buffer.getLong();
        var seq = getVarint(buffer);
        if (seq < 0) {
          return Optional.empty();
        }
        positions.put(name, seq);
      }
      var cursor = new EventCursor(positions);
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
