package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A complete response. Only an endless one is streamed.
public final class Response {

  /// A name and its value.
  public record Header(String name, String value) {}

  /// Writes a response that is too long to hold in memory.
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  private static final byte[] EMPTY = {};

  private final int status;
  private final List<Header> headers;
  private final byte[] body;
  private final @Nullable Writer writer;
  private final boolean isShared;

  private Response(
      int status, List<Header> headers, byte[] body, @Nullable Writer writer, boolean isShared) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.writer = writer;
    this.isShared = isShared;
  }

  /// A response with exactly these headers.
  public static Response of(int status, List<Header> headers, byte[] body) {
    return new Response(status, List.copyOf(headers), body, null, false);
  }

  public static Response of(int status, String contentType, byte[] body) {
    return of(status, List.of(new Header("Content-Type", contentType)), body);
  }

  /// A view in camelCase, as the registry API and the OAuth endpoints spell it.
  public static Response json(int status, Object view) {
    return of(status, "application/json", Json.toCamelCase(view));
  }

  /// A view in snake_case, as the quick API spells it.
  public static Response snakeJson(int status, Object view) {
    return of(status, "application/json", Json.toSnakeCase(view));
  }

  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  public static Response empty(int status) {
    return of(status, List.of(), EMPTY);
  }

  public static Response stream(String contentType, Writer writer) {
    return new Response(
        200, List.of(new Header("Content-Type", contentType)), EMPTY, writer, false);
  }

  public Response withHeader(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Response(status, List.copyOf(more), body, writer, isShared);
  }

  /// As this, with a body that many responses share: however many clients are reading it, it takes
  /// memory once.
  public Response shared() {
    return new Response(status, headers, body, writer, true);
  }

  /// The memory that this response holds until its client has read it, in bytes.
  int heldBytes() {
    return isShared ? 0 : body.length;
  }

  /// For every response with a secret or a token ([RFC 6749
  /// §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)).
  public Response noStore() {
    return withHeader("Cache-Control", "no-store").withHeader("Pragma", "no-cache");
  }

  /// The response to `HEAD`: the headers that `GET` would have had, including `Content-Length`
  /// ([RFC 9110 §9.3.2](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2)).
  Response withoutBody() {
    var head = of(status, headers, EMPTY);
    return writer == null ? head.withHeader("Content-Length", Integer.toString(body.length)) : head;
  }

  public int status() {
    return status;
  }

  public List<Header> headers() {
    return headers;
  }

  /// Empty for a streamed response.
  public byte[] body() {
    return body;
  }

  /// A copy of a streamed response with its writer wrapped.
  Response withWriter(Function<Writer, Writer> other) {
    return writer == null
        ? this
        : new Response(status, headers, body, other.apply(writer), isShared);
  }

  /// Whether the body is streamed, and never held as a whole.
  public boolean isStreamed() {
    return writer != null;
  }

  @Nullable Writer writer() {
    return writer;
  }
}
