package dev.signet.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One persistent connection (HTTP/1.1), with one request at a time.
final class KeepAliveConnection implements AutoCloseable {
  private static final int MILLIS = 10_000;

  /// @param bytes of the whole response, including its head
  record WireResponse(int status, String body, long bytes) {}

  private final URI url;
  private Socket socket;
  private InputStream in;
  private final byte[] buffer = new byte[16_384];
  private int from;
  private int to;
  private long read;

  KeepAliveConnection(URI url) throws IOException {
    this.url = url;
    connect();
  }

  private void connect() throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(MILLIS);
    socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), MILLIS);
    in = socket.getInputStream();
    from = 0;
    to = 0;
  }

  /// @throws IOException when the connection broke; the next request opens a new one
  WireResponse send(byte[] request) throws IOException {
    if (socket.isClosed()) {
      connect();
    }
    var whole = false;
    try {
      read = 0;
      socket.getOutputStream().write(request);
      var answer = answer();
      whole = true;
      return answer;
    } finally {
      if (!whole) {
        socket.close();
      }
    }
  }

  private WireResponse answer() throws IOException {
    var status = Integer.parseInt(line().split(" ", 3)[1]);
    var length = 0;
    var chunked = false;
    var last = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      var colon = line.indexOf(':');
      var value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
        case "connection" -> last = value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    var body = chunked ? chunks() : text(length);
    if (last) {
      socket.close();
    }
    return new WireResponse(status, body, read);
  }

  private String chunks() throws IOException {
    var body = new StringBuilder();
    while (true) {
      var length = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
      if (length == 0) {
        while (!line().isEmpty()) {
          // A trailer.
        }
        return body.toString();
      }
      body.append(text(length));
      line();
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var next = next(); next != '\n'; next = next()) {
      line.append((char) next);
    }
    var end = line.length() - 1;
    if (end >= 0 && line.charAt(end) == '\r') {
      line.setLength(end);
    }
    return line.toString();
  }

  private String text(int length) throws IOException {
    var bytes = new byte[length];
    for (var done = 0; done < length; ) {
      fill();
      var part = Math.min(length - done, to - from);
      System.arraycopy(buffer, from, bytes, done, part);
      from += part;
      done += part;
      read += part;
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int next() throws IOException {
    fill();
    read++;
    return buffer[from++] & 0xff;
  }

  private void fill() throws IOException {
    if (from == to) {
      from = 0;
      to = Math.max(0, in.read(buffer));
      if (to == 0) {
        throw new IOException("the server has closed the connection");
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // The connection is not used any more.
    }
  }
}
