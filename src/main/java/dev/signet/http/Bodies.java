package dev.signet.http;

import dev.signet.refusal.Refusal;
import dev.signet.refusal.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;

/// Reads bodies: each within its bound, and all that are being read within one for them together.
final class Bodies {
  static final int MAX = 1024 * 1024;

  /// What a form of a page has at most. What was typed comes back within the page, where one
  /// character may take six. The longest form of ours is that of an agent with all its fields full,
  /// which has each of them twice.
  static final int MAX_FORM = 128 * 1024;

  private static final int MAX_TOGETHER = 64 * MAX;

  /// So much of a body counts for nothing: what nearly all requests have is read even while others
  /// hold all the memory there is for long ones.
  private static final int FREE = 16 * 1024;

  private static final long MAX_DISCARDED = 16L * MAX;
  private static final int PIECE = 4 * 1024;

  private final Semaphore together = new Semaphore(MAX_TOGETHER);

  /// How long a body may be that is sent to such a path.
  static int mostFor(Family family) {
    return family == Family.PAGES ? MAX_FORM : MAX;
  }

  /// Reads the body whole, in pieces. It is not closed, as that would go on reading what is
  /// refused.
  ///
  /// @param most how many bytes it may have
  /// @throws Refused `TooLarge`, or `Unavailable` when others hold the memory
  byte[] read(InputStream stream, int most) throws IOException {
    var piece = new byte[PIECE];
    var body = new ByteArrayOutputStream();
    var held = 0;
    try {
      for (var count = stream.read(piece); count >= 0; count = stream.read(piece)) {
        if (body.size() + count > most) {
          throw tooLarge(most);
        }
        var more = Math.max(0, body.size() + count - FREE) - held;
        if (!together.tryAcquire(more)) {
          throw Refused.unavailable("too many bodies under way");
        }
        held += more;
        body.write(piece, 0, count);
      }
      return body.toByteArray();
    } finally {
      together.release(held);
    }
  }

  static Refused tooLarge(int most) {
    return new Refused(
        new Refusal.TooLarge("A body may have at most " + most + " bytes"), "body too large");
  }

  /// Takes some more of a body that was refused: to close on a sender who is still sending could
  /// keep our answer from it.
  static void discard(InputStream rest) throws IOException {
    var piece = new byte[PIECE];
    long count = 0;
    for (var more = 0; more >= 0 && count < MAX_DISCARDED; more = rest.read(piece)) {
      count += more;
    }
  }
}
