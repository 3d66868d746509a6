package dev.signet.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Speaks HTTP to the server under test, with the same headers each time.
public final class TestClient {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http;
  private final URI base;
  private final List<String> headers;
  private final String prefix;

  TestClient(HttpClient http, URI base, List<String> headers) {
    this(http, base, headers, "");
  }

  private TestClient(HttpClient http, URI base, List<String> headers, String prefix) {
    this.http = http;
    this.base = base;
    this.headers = headers;
    this.prefix = prefix;
  }

  /// The same client with this prefix before each path, as for an issuer with a path.
  public TestClient below(String path) {
    return new TestClient(http, base, headers, path);
  }

  /// The same client for another base URL, such as that of a proxy.
  public TestClient at(URI other) {
    return new TestClient(http, other, headers, prefix);
  }

  /// The same client with an additional header.
  public TestClient with(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new TestClient(http, base, List.copyOf(more), prefix);
  }

  public TestClient bearer(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /// Shows a token that is bound to a key, with this proof of it.
  public TestClient dpop(String token, DpopProofBuilder proof) {
    return with("Authorization", "DPoP " + token).with("DPoP", proof.forAccessToken(token).build());
  }

  public TestClient basic(String id, String secret) {
    var pair = encode(id) + ":" + encode(secret);
    return with(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  public TestResponse get(String path) {
    return send("GET", path, "", new byte[0]);
  }

  public TestResponse delete(String path) {
    return send("DELETE", path, "", new byte[0]);
  }

  /// Posts a JSON object: name, value, name, value. Values may be text, numbers, booleans, lists of
  /// text, or Jackson nodes.
  public TestResponse post(String path, Object... members) {
    return postJson(path, object(members).toString());
  }

  public TestResponse patch(String path, Object... members) {
    return send("PATCH", path, "application/json", bytes(object(members).toString()));
  }

  public TestResponse put(String path, Object... members) {
    return send("PUT", path, "application/json", bytes(object(members).toString()));
  }

  public TestResponse postJson(String path, String body) {
    return send("POST", path, "application/json", bytes(body));
  }

  /// Posts a form: name, value, name, value.
  public TestResponse form(String path, String... pairs) {
    var form = new StringJoiner("&");
    for (var i = 0; i < pairs.length; i += 2) {
      form.add(encode(pairs[i]) + "=" + encode(pairs[i + 1]));
    }
    return rawForm(path, form.toString());
  }

  public TestResponse rawForm(String path, String form) {
    return send("POST", path, "application/x-www-form-urlencoded", bytes(form));
  }

  public TestResponse send(String method, String path, String contentType, byte[] body) {
    var request =
        HttpRequest.newBuilder(base.resolve(prefix + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    for (var i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      var answered = response.headers().firstValue("Content-Type").orElse("");
      OpenApiCheck.check(method, path, response.statusCode(), answered, response.body());
      return new TestResponse(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode object(Object... members) {
    var object = JSON.createObjectNode();
    for (var i = 0; i < members.length; i += 2) {
      object.set((String) members[i], JSON.valueToTree(members[i + 1]));
    }
    return object;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
