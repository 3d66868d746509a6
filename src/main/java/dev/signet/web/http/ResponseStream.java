package dev.signet.web.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Blocker;

/// Sends a response in pieces, as fast as the client reads. Only [#close] completes it.
final class ResponseStream extends OutputStream {
  private static final int CHUNK_SIZE = 16 * 1024;

  private final Content.Sink sink;
  private final ClientConnection connection;
  private final byte[] buffer = new byte[CHUNK_SIZE];
  private int count;
  private boolean closed;

  ResponseStream(Content.Sink sink, ClientConnection connection) {
    this.sink = sink;
    this.connection = connection;
  }

  @Override
  public void write(int octet) throws IOException {
    if (count == CHUNK_SIZE) {
      send(false);
    }
    buffer[count++] = (byte) octet;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (var from = offset; from < offset + length; ) {
      if (count == CHUNK_SIZE) {
        send(false);
      }
      var next = Math.min(CHUNK_SIZE - count, offset + length - from);
      System.arraycopy(bytes, from, buffer, count, next);
      count += next;
      from += next;
    }
  }

  @Override
  public void flush() throws IOException {
    if (count > 0) {
      send(false);
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      send(true);
    }
  }

  private void send(boolean last) throws IOException {
    connection.recordSending(count);
    try (var sent = Blocker.callback()) {
      sink.write(last, ByteBuffer.wrap(buffer, 0, count), sent);
      sent.block();
    }
    count = 0;
    connection.recordPause();
  }
}
