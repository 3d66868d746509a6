package dev.signet.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request and its response.
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /// Ends a connection after its response, without a log entry.
  static final class CloseConnection extends IOException implements QuietException {
    private static final long serialVersionUID = 1L;
  }

  /// The headers that depend on the server's state.
  ///
  /// @param closing whether the connection is closed after the response
  /// @param secure whether browsers are told to insist on https
  record ServerHeaders(BooleanSupplier closing, boolean secure) {}

  private final ServerHeaders serverHeaders;
  private final org.eclipse.jetty.server.Response out;
  private final ClientConnection connection;
  private final BodyMemory.Reservation memory;
  private final Callback callback;

  /// @param memory for the body of the request, and then for that of the response
  Exchange(
      ServerHeaders serverHeaders,
      org.eclipse.jetty.server.Response out,
      ClientConnection connection,
      BodyMemory.Reservation memory,
      Callback callback) {
    this.serverHeaders = serverHeaders;
    this.out = out;
    this.connection = connection;
    this.memory = memory;
    this.callback = callback;
  }

  /// Reads the whole body of the request.
  byte[] received(org.eclipse.jetty.server.Request in, RouteMatch match, InputStream stream)
      throws BodyReader.UnreadBody {
    connection.beginBody();
    try {
      return BodyReader.read(in, match, stream, memory);
    } finally {
      connection.beginResponse();
    }
  }

  void send(Response response) {
    writeHead(response);
    var writer = response.writer();
    if (writer != null) {
      stream(writer);
      return;
    }
    connection.recordSending(response.body().length);
    memory.holdResponse(response.heldBytes());
    out.write(
        true,
        ByteBuffer.wrap(response.body()),
        Callback.from(InvocationType.NON_BLOCKING, this::onSent, this::onFailure));
  }

  private void onSent() {
    release();
    connection.endResponse();
    callback.succeeded();
  }

  private void onFailure(Throwable why) {
    release();
    callback.failed(why);
  }

  void release() {
    memory.release();
  }

  /// Sends a refusal, reads some more of what the client goes on sending, and closes: closing at
  /// once could keep the refusal from the client.
  ///
  /// @param rest null when the client sends nothing more
  void sendAndClose(Response response, @Nullable InputStream rest) {
    // The body was not parsed, and the client may take long to send the rest.
    release();
    writeHead(response);
    out.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    connection.recordSending(response.body().length);
    try {
      try (var sent = Blocker.callback()) {
        out.write(true, ByteBuffer.wrap(response.body()), sent);
        sent.block();
      }
      if (rest != null) {
        connection.beginDiscarding();
        BodyMemory.discard(rest);
      }
    } catch (IOException e) {
      BodyReader.logUnread(e);
    }
    // The rest of the body must not be taken for the next request.
    onFailure(new CloseConnection());
  }

  void writeHead(Response response) {
    out.setStatus(response.status());
    var fields = out.getHeaders();
    for (var header : response.headers()) {
      fields.add(header.name(), header.value());
    }
    fields.add("X-Content-Type-Options", "nosniff");
    if (serverHeaders.closing().getAsBoolean()) {
      fields.put(HttpHeader.CONNECTION, "close");
    }
    if (serverHeaders.secure()) {
      fields.add("Strict-Transport-Security", "max-age=31536000");
    }
  }

  private void stream(Response.Writer writer) {
    // Not closed when writing fails: closing would make the response look complete.
    var stream = new ResponseStream(out, connection);
    try {
      writer.writeTo(stream);
      stream.close();
    } catch (IOException | UncheckedIOException e) {
      LOG.atDebug().setCause(e).log("the client disconnected before the end of the response");
      breakOff(e);
      return;
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("a response was cut short");
      breakOff(e);
      return;
    }
    onSent();
  }

  private void breakOff(Exception e) {
    connection.getEndPoint().close(e);
    onFailure(new CloseConnection());
  }
}
