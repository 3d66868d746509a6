package dev.signet.web.http;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The memory for request bodies and for responses that clients have not read, bounded for each
/// network and in total. A body holds its share until the response is ready, because the objects
/// parsed from it take memory too; then the response holds a share until the client has read it.
/// When the memory is used up, the request that has waited longest for its client (to send the
/// rest, or to read the response) is ended to make room.
final class BodyMemory {
  static final int MAX = 1024 * 1024;

  /// The first bytes of a body or response are not counted, so that those of the usual size pass
  /// even while long ones hold all the memory.
  static final int UNCOUNTED = 4 * 1024;

  /// The share of the heap, as its divisor: the objects made from a body take several times its
  /// length.
  private static final int HEAP_SHARE = 16;

  /// The share of the total that one network may hold, as its divisor.
  private static final int NETWORK_SHARE = 4;

  private static final long MAX_DISCARDED = 16L * MAX;
  private static final int CHUNK_SIZE = 4 * 1024;

  private final int capacity;

  // Guarded by the lock of this, as are the fields of each reservation.
  private int totalHeld;
  private final Map<String, Integer> byNetwork = new HashMap<>();

  /// Reservations whose clients have something to do: send the rest, or read the response. The one
  /// that has waited longest comes first.
  private final Set<Reservation> waiting = new LinkedHashSet<>();

  /// @param heap the maximum heap size in bytes
  BodyMemory(long heap) {
    capacity = (int) Math.clamp(heap / HEAP_SHARE, 8L * MAX, Integer.MAX_VALUE);
  }

  /// Creates the reservation of one request.
  ///
  /// @param end ends the connection of the request
  Reservation reserve(String network, Runnable end) {
    return new Reservation(network, end);
  }

  final class Reservation {
    private final String network;
    private final Runnable end;
    private int held;
    private boolean isGivenUp;

    /// Whether it has ever held memory; used only by the thread of the request.
    private boolean isLong;

    private Reservation(String network, Runnable end) {
      this.network = network;
      this.end = end;
    }

    /// Reads the whole body, in chunks. The stream is not closed, because closing it would read on
    /// through a body that was refused.
    ///
    /// @param most the limit in bytes
    /// @throws Refused `ContentTooLarge`, or `ServiceUnavailable` when other requests hold the
    ///   memory
    byte[] read(InputStream stream, int most) throws IOException {
      try {
        var body = readWhole(stream, most);
        markRead();
        return body;
      } finally {
        stopWaiting();
      }
    }

    private void stopWaiting() {
      synchronized (BodyMemory.this) {
        waiting.remove(this);
      }
    }

    private byte[] readWhole(InputStream stream, int most) throws IOException {
      var piece = new byte[CHUNK_SIZE];
      var body = new ByteArrayOutputStream();
      for (var count = stream.read(piece); count >= 0; count = stream.read(piece)) {
        if (body.size() + count > most) {
          throw tooLarge(most);
        }
        hold(body.size() + count - UNCOUNTED);
        body.write(piece, 0, count);
      }
      return body.toByteArray();
    }

    private void hold(int bytes) {
      var givenUp = new ArrayList<Reservation>();
      try {
        synchronized (BodyMemory.this) {
          requireNotGivenUp();
          var more = bytes - held;
          if (more > 0) {
            makeRoom(more, givenUp);
            add(more);
          }
        }
      } finally {
        givenUp.forEach(part -> part.end.run());
      }
    }

    private void makeRoom(int more, List<Reservation> givenUp) {
      var share = BodyMemory.this.capacity / NETWORK_SHARE;
      while (byNetwork.getOrDefault(network, 0) + more > share) {
        givenUp.add(giveUpOther(part -> part.network.equals(network)));
      }
      while (totalHeld + more > BodyMemory.this.capacity) {
        givenUp.add(giveUpOther(_ -> true));
      }
    }

    private Optional<Reservation> slowestOther(Predicate<Reservation> which) {
      return waiting.stream().filter(part -> part != this && which.test(part)).findFirst();
    }

    private Reservation giveUpOther(Predicate<Reservation> which) {
      var slowest =
          slowestOther(which)
              .orElseThrow(() -> Refused.unavailable("too many request bodies in progress"));
      slowest.giveBack();
      slowest.isGivenUp = true;
      return slowest;
    }

    /// @throws Refused when the reservation was given up for others
    private void markRead() {
      synchronized (BodyMemory.this) {
        waiting.remove(this);
        requireNotGivenUp();
      }
    }

    private void requireNotGivenUp() {
      if (isGivenUp) {
        throw Refused.unavailable("ended to make room for other bodies");
      }
    }

    /// The response is ready, and the client has to read it. Its body is held instead of that of
    /// the request. A single response is sent however long it is; others are ended for it.
    ///
    /// @param bytes the memory that the response holds
    void holdResponse(int bytes) {
      var more = bytes - UNCOUNTED;
      if (more <= 0 && !isLong) {
        return;
      }
      var givenUp = new ArrayList<Reservation>();
      synchronized (BodyMemory.this) {
        giveBack();
        if (more > 0 && !isGivenUp) {
          var share = BodyMemory.this.capacity / NETWORK_SHARE;
          while (byNetwork.getOrDefault(network, 0) + more > share
              && slowestOther(part -> part.network.equals(network)).isPresent()) {
            givenUp.add(giveUpOther(part -> part.network.equals(network)));
          }
          while (totalHeld + more > BodyMemory.this.capacity
              && slowestOther(_ -> true).isPresent()) {
            givenUp.add(giveUpOther(_ -> true));
          }
          add(more);
        }
      }
      givenUp.forEach(part -> part.end.run());
    }

    private void add(int more) {
      totalHeld += more;
      byNetwork.merge(network, more, Integer::sum);
      held += more;
      isLong = true;
      waiting.add(this);
    }

    /// The response was sent. A second call does nothing.
    void release() {
      synchronized (BodyMemory.this) {
        giveBack();
      }
    }

    private void giveBack() {
      waiting.remove(this);
      if (held > 0) {
        var part = held;
        held = 0;
        totalHeld -= part;
        byNetwork.computeIfPresent(network, (_, all) -> all == part ? null : all - part);
      }
    }
  }

  static Refused tooLarge(int most) {
    return new Refused(
        new Refusal.ContentTooLarge("The body is limited to " + most + " bytes"), "body too large");
  }

  /// Reads and drops some more of a refused body: closing the connection on a client that is still
  /// sending could keep our response from it.
  static void discard(InputStream rest) throws IOException {
    var piece = new byte[CHUNK_SIZE];
    long count = 0;
    for (var more = 0; more >= 0 && count < MAX_DISCARDED; more = rest.read(piece)) {
      count += more;
    }
  }
}
