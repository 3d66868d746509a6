package dev.signet.web.http;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.Utf8;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A request as routes see it: read completely, within its limits, before the route is called.
public final class Request {
  private static final Set<String> FORM_MEDIA_TYPES =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

  private final String method;
  private final String path;
  private final Map<String, String> pathParams;
  private final String rawQuery;
  private final Function<String, List<String>> headers;
  private final byte[] body;
  private final RequestContext context;
  private final @Nullable ConsoleSession session;
  private @Nullable Form query;
  private @Nullable Form parameters;

  /// @param headers all values of a header, by its lower-case name
  public Request(
      String method,
      String path,
      String rawQuery,
      Function<String, List<String>> headers,
      byte[] body,
      RequestContext origin) {
    this(method, path, Map.of(), rawQuery, headers, body, origin, null);
  }

  private Request(
      String method,
      String path,
      Map<String, String> pathParams,
      String rawQuery,
      Function<String, List<String>> headers,
      byte[] body,
      RequestContext origin,
      @Nullable ConsoleSession session) {
    this.method = method;
    this.path = path;
    this.pathParams = pathParams;
    this.rawQuery = rawQuery;
    this.headers = headers;
    this.body = body;
    this.context = origin;
    this.session = session;
  }

  Request withMatch(Map<String, String> params, Caller caller) {
    return copyParsed(
        new Request(
            method, path, params, rawQuery, headers, body, context.withCaller(caller), null));
  }

  /// Reuses what has already been parsed.
  private Request copyParsed(Request same) {
    same.parameters = parameters;
    return same;
  }

  Request withMatch(Map<String, String> params, ConsoleSession found) {
    return new Request(
        method, path, params, rawQuery, headers, body, context.withCaller(found.caller()), found);
  }

  /// A copy of this request with another path.
  Request withPath(String other) {
    return copyParsed(
        new Request(method, other, pathParams, rawQuery, headers, body, context, session));
  }

  /// A copy of this request with this header added.
  public Request withHeader(String name, String value) {
    var lower = name.toLowerCase(Locale.ROOT);
    return new Request(
        method,
        path,
        pathParams,
        rawQuery,
        asked -> asked.equals(lower) ? List.of(value) : headers.apply(asked),
        body,
        context,
        session);
  }

  /// The console session of this request.
  ///
  /// @throws IllegalStateException on a route that does not require one
  public ConsoleSession session() {
    if (session == null) {
      throw new IllegalStateException("The route does not require a session: " + path);
    }
    return session;
  }

  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  /// The query as sent, without the question mark; empty when there is none.
  public String rawQuery() {
    return rawQuery;
  }

  public RequestContext context() {
    return context;
  }

  public Caller caller() {
    return context.caller();
  }

  /// The value of a path parameter, by its name in the route's pattern.
  public String pathParam(String name) {
    var value = pathParams.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The route has no parameter " + name);
    }
    return value;
  }

  public List<String> headers(String name) {
    return headers.apply(name.toLowerCase(Locale.ROOT));
  }

  /// A header's only value; empty when it is missing.
  ///
  /// @throws Refused `Malformed` when it is sent more than once
  public Optional<String> header(String name) {
    var values = headers(name);
    if (values.size() > 1) {
      throw Refused.malformed("Header " + name + " is sent more than once");
    }
    return values.stream().findFirst();
  }

  public Authorization authorization() {
    return Authorization.read(headers("authorization"));
  }

  public Form query() {
    var parsed = query;
    if (parsed == null) {
      parsed = Form.parse(rawQuery);
      query = parsed;
    }
    return parsed;
  }

  /// A whole number from the query.
  ///
  /// @throws Refused `Invalid` when it is not a whole number, or out of bounds
  public int queryInteger(String name, int absent, int min, int max) {
    var text = query().one(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      var value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Refused below, like a number out of bounds.
    }
    throw Refused.invalid(name, "must be a whole number from " + min + " to " + max);
  }

  /// Refuses query parameters other than these: a mistyped filter must not return everything.
  ///
  /// @throws Refused `Invalid` naming the parameter
  public void allowOnlyQuery(String... names) {
    var known = List.of(names);
    for (var name : query().names()) {
      if (!known.contains(name)) {
        throw Refused.invalid(name, "is not a parameter of this request");
      }
    }
  }

  /// The body as it was sent.
  public byte[] body() {
    return body.clone();
  }

  int bodyLength() {
    return body.length;
  }

  /// Whether a body was sent.
  public boolean hasBody() {
    return body.length > 0;
  }

  /// Whether the content type is JSON: `application/json`, or a type that ends in `+json`.
  public boolean isJson() {
    var type = mediaType();
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  public boolean isForm() {
    return mediaType().equals("application/x-www-form-urlencoded");
  }

  /// Whether the content type is one that an HTML form can send
  /// ([HTML](https://html.spec.whatwg.org/#attr-fs-enctype)).
  boolean hasFormMediaType() {
    return FORM_MEDIA_TYPES.contains(mediaType());
  }

  private String mediaType() {
    var type = header("content-type").orElse("");
    var semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  /// The members of the body's JSON object.
  ///
  /// @throws Refused `UnsupportedMediaType`, or `Malformed` when it is not a JSON object
  public JsonFields fields() {
    return JsonFields.of(json());
  }

  /// The body as JSON of any kind.
  ///
  /// @throws Refused `UnsupportedMediaType`, or `Malformed` when it is not JSON
  public JsonNode json() {
    if (!isJson()) {
      throw new Refused(
          new Refusal.UnsupportedMediaType(
              "Send a JSON object with Content-Type: application/json"),
          "content type " + mediaType());
    }
    return Json.read(text());
  }

  /// The members of the body's JSON object; a missing body counts as an object without members.
  public JsonFields optionalFields() {
    return hasBody() ? fields() : JsonFields.of(Json.object());
  }

  /// The body as a form.
  ///
  /// @throws Refused `Malformed` when its escapes or its UTF-8 are invalid
  public Form form() {
    return Form.parse(text());
  }

  /// The body's parameters, as the OAuth endpoints accept them: a form, or a JSON object.
  ///
  /// @throws Refused `UnsupportedMediaType`, or `Malformed` when it is neither
  public Form parameters() {
    var parsed = parameters;
    if (parsed == null) {
      parsed = readParameters();
      parameters = parsed;
    }
    return parsed;
  }

  private Form readParameters() {
    if (!hasBody()) {
      return Form.EMPTY;
    }
    if (isForm()) {
      return form();
    }
    if (isJson()) {
      return Form.of(Json.read(text()));
    }
    throw new Refused(
        new Refusal.UnsupportedMediaType(
            "Send application/x-www-form-urlencoded, or application/json"),
        "content type " + mediaType());
  }

  private String text() {
    return Utf8.decode(body).orElseThrow(() -> Refused.malformed("The body is not UTF-8"));
  }
}
