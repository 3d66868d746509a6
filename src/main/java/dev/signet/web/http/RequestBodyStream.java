package dev.signet.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/// The body of a request, read as it arrives, until the client's deadline.
final class RequestBodyStream extends InputStream {
  /// The rest of the body was not sent in time.
  static final class BodyTimeout extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final Content.Source source;
  private final long deadline;
  private Content.@Nullable Chunk chunk;

  /// @param deadline by [System#nanoTime]
  RequestBodyStream(Content.Source source, long deadline) {
    this.source = source;
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /// @throws BodyTimeout when the client did not send the next bytes in time
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (true) {
      var next = chunk == null ? source.read() : chunk;
      if (next == null) {
        await();
        continue;
      }
      chunk = next;
      if (Content.Chunk.isFailure(next)) {
        throw new IOException("the body cannot be read", next.getFailure());
      }
      if (next.hasRemaining()) {
        var count = Math.min(length, next.remaining());
        next.getByteBuffer().get(bytes, offset, count);
        if (!next.hasRemaining()) {
          next.release();
          chunk = Content.Chunk.next(next);
        }
        return count;
      }
      if (next.isLast()) {
        return -1;
      }
      next.release();
      chunk = null;
    }
  }

  private void await() throws IOException {
    var ready = new CountDownLatch(1);
    source.demand(Invocable.from(InvocationType.NON_BLOCKING, ready::countDown));
    try {
      if (!ready.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new BodyTimeout();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading a body", e);
    }
  }

  /// Returns to the server what was read but not consumed.
  @Override
  public void close() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
    }
  }
}
