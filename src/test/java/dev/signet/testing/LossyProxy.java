package dev.signet.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Stands before a server and loses its first answers: the server has answered, and the caller sees
/// the connection break. One request a connection.
public final class LossyProxy implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)\\r\\n");

  private final ServerSocket socket;
  private final URI server;
  private final AtomicInteger toLose;

  private LossyProxy(ServerSocket socket, URI server, int toLose) {
    this.socket = socket;
    this.server = server;
    this.toLose = new AtomicInteger(toLose);
  }

  /// Starts one that loses so many answers.
  public static LossyProxy losingResponses(int answers, URI server) {
    try {
      var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      var proxy = new LossyProxy(socket, server, answers);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var caller = socket.accept();
        Thread.ofVirtual().start(() -> pass(caller));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void pass(Socket caller) {
    try (caller;
        var there = new Socket(server.getHost(), server.getPort())) {
      there.getOutputStream().write(message(caller.getInputStream()));
      var answer = message(there.getInputStream());
      if (toLose.getAndDecrement() <= 0) {
        caller.getOutputStream().write(answer);
        caller.shutdownOutput();
      }
    } catch (IOException _) {
      // One side has disconnected, so the other is closed.
    }
  }

  private static byte[] message(InputStream in) throws IOException {
    var message = new ByteArrayOutputStream();
    while (!message.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      var next = in.read();
      if (next < 0) {
        throw new IOException("no whole message");
      }
      message.write(next);
    }
    var length = LENGTH.matcher(message.toString(StandardCharsets.ISO_8859_1));
    if (length.find()) {
      message.write(in.readNBytes(Integer.parseInt(length.group(1))));
    }
    return message.toByteArray();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
