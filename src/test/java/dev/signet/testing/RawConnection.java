package dev.signet.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Sends bytes as they are, which no HTTP client would, and reads what comes back.
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;

  private RawConnection(Socket socket) {
    this.socket = socket;
  }

  public static RawConnection to(URI base) {
    try {
      var socket = new Socket(base.getHost(), base.getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new RawConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A connection from another loopback address, as from another client.
  public static RawConnection to(URI base, String from) {
    try {
      var socket = new Socket();
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(new InetSocketAddress(base.getHost(), base.getPort()));
      socket.setSoTimeout(PATIENCE_MILLIS);
      return new RawConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends these bytes, closes the output, and returns the responses of the server.
  public static List<TestResponse> exchange(URI base, String bytes) {
    try (var connection = to(base)) {
      connection.send(bytes).endSending();
      return connection.answers();
    }
  }

  /// Sends characters as bytes: U+00FF is the byte FF.
  public RawConnection send(String bytes) {
    try {
      socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (SocketException _) {
      // Closed by the server, which the answers show.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public void endSending() {
    try {
      socket.shutdownOutput();
    } catch (SocketException _) {
      // Closed by the server, which the answers show.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until an answer arrives, and reads no more than its beginning.
  ///
  /// @return the status; 0 when the connection is closed instead
  public int statusOnly() {
    try {
      var beginning = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      return beginning.length() < 12 ? 0 : Integer.parseInt(beginning.substring(9));
    } catch (SocketException _) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All that the server answers until it closes the connection.
  public List<TestResponse> answers() {
    var answers = new ArrayList<TestResponse>();
    for (var next = answer(); next.isPresent(); next = answer()) {
      answers.add(next.get());
    }
    return answers;
  }

  /// The next answer; empty when the connection is closed instead.
  public Optional<TestResponse> answer() {
    try {
      var in = socket.getInputStream();
      var status = line(in);
      if (status.isEmpty()) {
        return Optional.empty();
      }
      var headers = new HashMap<String, List<String>>();
      for (var line = line(in); !line.isEmpty(); line = line(in)) {
        var colon = line.indexOf(':');
        headers
            .computeIfAbsent(
                line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
            .add(line.substring(colon + 1).strip());
      }
      var body = in.readNBytes(length(headers));
      return Optional.of(
          new TestResponse(
              Integer.parseInt(status.split(" ", 3)[1]), headers, new String(body, UTF_8)));
    } catch (SocketException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int length(Map<String, List<String>> headers) {
    return Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).getFirst());
  }

  /// A line without its end; empty at the end of the stream, too.
  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    return line.toString(ISO_8859_1).strip();
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
