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
import java.util.Set;
import java.util.function.Predicate;

/// The memory for bodies: each has a bound, those of one network have one together, and so have
/// all. A body holds its part until its request is answered, as what is made of it takes memory
/// too. When the memory is used up, the request that has waited longest for its client, to send the
/// rest or to read the answer, is given up for others.
final class BodyMemory {
  static final int MAX = 1024 * 1024;

  /// The longest request of OAuth, a token exchange with two tokens and an assertion, has a tenth.
  static final int MAX_OAUTH = 64 * 1024;

  /// What a form of a page has at most. What was typed comes back within the page, where one
  /// character may take six. The longest form of ours is that of an agent with all its fields full,
  /// which has each of them twice.
  static final int MAX_FORM = 128 * 1024;

  /// So much of a body counts for nothing: what nearly all requests have is read even while others
  /// hold all the memory there is for long ones.
  static final int UNCOUNTED = 4 * 1024;

  /// A part of the heap: what is made of a body takes several times its length.
  private static final int HEAP_SHARE = 16;

  /// One network has at most such a part of the memory for all.
  private static final int NETWORK_SHARE = 4;

  private static final long MAX_DISCARDED = 16L * MAX;
  private static final int CHUNK_SIZE = 4 * 1024;

  private final int capacity;

  // All three, and what each part holds, under the lock of this.
  private int totalHeld;
  private final Map<String, Integer> byNetwork = new HashMap<>();

  /// Those that hold memory while their clients have something to do, to send the rest or to read
  /// the answer; first the one that has for longest.
  private final Set<Reservation> waiting = new LinkedHashSet<>();

  /// @param heap how many bytes the heap may have
  BodyMemory(long heap) {
    capacity = (int) Math.clamp(heap / HEAP_SHARE, 8L * MAX, Integer.MAX_VALUE);
  }

  /// How long a body may be that is sent to such a path.
  static int maxFor(ErrorFormat family) {
    return switch (family) {
      case OAUTH -> MAX_OAUTH;
      case HTML -> MAX_FORM;
      case PROBLEM -> MAX;
    };
  }

  /// The part of the memory that one request holds.
  ///
  /// @param end ends its connection
  Reservation reserve(String network, Runnable end) {
    return new Reservation(network, end);
  }

  final class Reservation {
    private final String network;
    private final Runnable end;
    private int held;
    private boolean isGivenUp;

    /// Whether it has ever held any; only the thread of the request asks.
    private boolean isLong;

    private Reservation(String network, Runnable end) {
      this.network = network;
      this.end = end;
    }

    /// Reads the body whole, in pieces. It is not closed, as that would go on reading what is
    /// refused.
    ///
    /// @param most how many bytes it may have
    /// @throws Refused `TooLarge`, or `Unavailable` when others hold the memory
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
            totalHeld += more;
            byNetwork.merge(network, more, Integer::sum);
            held += more;
            isLong = true;
            waiting.add(this);
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

    private Reservation giveUpOther(Predicate<Reservation> which) {
      var slowest =
          waiting.stream()
              .filter(part -> part != this && which.test(part))
              .findFirst()
              .orElseThrow(() -> Refused.unavailable("too many bodies under way"));
      slowest.giveBack();
      slowest.isGivenUp = true;
      return slowest;
    }

    /// @throws Refused when it was given up
    private void markRead() {
      synchronized (BodyMemory.this) {
        waiting.remove(this);
        requireNotGivenUp();
      }
    }

    private void requireNotGivenUp() {
      if (isGivenUp) {
        throw Refused.unavailable("given up for other bodies");
      }
    }

    /// The answer is made, and the client has to read it.
    void markAnswered() {
      if (!isLong) {
        return;
      }
      synchronized (BodyMemory.this) {
        if (held > 0) {
          waiting.add(this);
        }
      }
    }

    /// The answer has left. To say it twice does nothing.
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
        new Refusal.ContentTooLarge("A body may have at most " + most + " bytes"),
        "body too large");
  }

  /// Takes some more of a body that was refused: to close on a sender who is still sending could
  /// keep our answer from it.
  static void discard(InputStream rest) throws IOException {
    var piece = new byte[CHUNK_SIZE];
    long count = 0;
    for (var more = 0; more >= 0 && count < MAX_DISCARDED; more = rest.read(piece)) {
      count += more;
    }
  }
}
