package dev.signet.cli;

import dev.signet.base.json.Json;
import dev.signet.cli.CommandFailed.CommandExit;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A client of the server's HTTP API. Everything but a successful response becomes a
/// [CommandFailed].
final class ApiClient {

  /// A response of the server: the text it sent, and its JSON.
  record ApiResponse(String body, JsonNode json) {}

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /// For requests that read the whole audit log.
  private static final Duration LONG_REQUEST_TIMEOUT = Duration.ofHours(1);

  private final URI base;
  private final @Nullable String key;
  // Follows no redirects: the key is for this server only.
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /// @param key the operator key; null for none, which works in dev posture
  ApiClient(URI base, @Nullable String key) {
    this.base = base;
    this.key = key;
  }

  ApiResponse get(String path) {
    return response(request("GET", path, null, REQUEST_TIMEOUT));
  }

  /// As [#get], for a response that may take long.
  ApiResponse getLongRunning(String path) {
    return response(request("GET", path, null, LONG_REQUEST_TIMEOUT));
  }

  ApiResponse post(String path, JsonNode body) {
    return response(request("POST", path, body, REQUEST_TIMEOUT));
  }

  /// Posts a request that must take effect once. The server recognizes a repetition by
  /// `idempotencyKey`, so it is sent a second time when the connection breaks before the response.
  ApiResponse postIdempotent(String path, JsonNode body, String idempotencyKey) {
    var request =
        HttpRequest.newBuilder(request("POST", path, body, REQUEST_TIMEOUT), (_, _) -> true)
            .header("Idempotency-Key", idempotencyKey)
            .build();
    for (var first = true; ; first = false) {
      try {
        return response(http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
      } catch (IOException e) {
        if (first && (e instanceof ConnectException || e instanceof HttpConnectTimeoutException)) {
          throw unreachable(e);
        }
        if (!first || e instanceof HttpTimeoutException) {
          throw responseLost(e, idempotencyKey);
        }
      } catch (InterruptedException _) {
        throw interrupted();
      }
    }
  }

  private CommandFailed responseLost(IOException e, String idempotencyKey) {
    return new CommandFailed(
        CommandExit.UNREACHABLE,
        unreachable(e).getMessage()
            + ". The request may have succeeded all the same: within ten minutes this command with"
            + " --idempotency-key "
            + idempotencyKey
            + " returns its response");
  }

  ApiResponse patch(String path, JsonNode body) {
    return response(request("PATCH", path, body, REQUEST_TIMEOUT));
  }

  void delete(String path) {
    var response =
        send(
            request("DELETE", path, null, REQUEST_TIMEOUT),
            BodyHandlers.ofString(StandardCharsets.UTF_8));
    check(response.statusCode(), response.body());
  }

  /// Deletes something, and returns the response body.
  ApiResponse deleteWithResponse(String path) {
    return response(request("DELETE", path, null, REQUEST_TIMEOUT));
  }

  /// Deletes something for a reason that is in the request body, and returns the response body.
  ApiResponse delete(String path, JsonNode body) {
    return response(request("DELETE", path, body, REQUEST_TIMEOUT));
  }

  /// A response that is too long to hold in memory. The caller closes it.
  InputStream stream(String path) {
    var response =
        send(request("GET", path, null, LONG_REQUEST_TIMEOUT), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (var body = response.body()) {
        check(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw unreachable(e);
      }
    }
    return response.body();
  }

  private HttpRequest request(
      String method, String path, @Nullable JsonNode body, Duration patience) {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    if (body == null) {
      return request.method(method, BodyPublishers.noBody()).build();
    }
    return request
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofByteArray(Json.toCamelCase(body)))
        .build();
  }

  private ApiResponse response(HttpRequest request) {
    return response(send(request, BodyHandlers.ofString(StandardCharsets.UTF_8)));
  }

  private ApiResponse response(HttpResponse<String> response) {
    check(response.statusCode(), response.body());
    try {
      return new ApiResponse(response.body(), Json.parseOwn(response.body()));
    } catch (JacksonException _) {
      throw new CommandFailed(CommandExit.UNREACHABLE, "The server at " + base + " is not Signet");
    }
  }

  private void check(int status, String body) {
    if (status >= 200 && status < 300) {
      return;
    }
    try {
      var problem = Json.parseOwn(body);
      var detail = problem.path("detail").stringValue(problem.path("title").stringValue(""));
      var code = problem.path("error").stringValue("");
      if (!detail.isEmpty() && !code.isEmpty()) {
        throw new CommandFailed(
            CommandExit.REFUSED, detail + hint(status) + " (" + status + " " + code + ")");
      }
    } catch (JacksonException _) {
      // Reported below, like a response without a detail.
    }
    throw new CommandFailed(
        status >= 500 ? CommandExit.UNREACHABLE : CommandExit.REFUSED,
        "The server at " + base + " responded with status " + status + " and no explanation");
  }

  private String hint(int status) {
    return status == 401 && key == null
        ? " No key was found: set SIGNET_OPERATOR_KEY, or give a file with --key-file."
        : "";
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException _) {
      throw interrupted();
    }
  }

  private CommandFailed interrupted() {
    Thread.currentThread().interrupt();
    return new CommandFailed(CommandExit.UNREACHABLE, "Interrupted while waiting for " + base);
  }

  private CommandFailed unreachable(IOException e) {
    var why =
        switch (e) {
          case HttpConnectTimeoutException _ ->
              "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
          case HttpTimeoutException _ -> "no response in time";
          case ConnectException refused when causedByName(refused) -> "unknown host";
          case ConnectException _ -> "connection refused";
          default -> String.valueOf(e.getMessage());
        };
    return new CommandFailed(CommandExit.UNREACHABLE, "Cannot reach " + base + ": " + why);
  }

  private static boolean causedByName(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  /// A path with these query parameters; parameters without a value are left out.
  static String path(String path, Map<String, String> query) {
    var text =
        query.entrySet().stream()
            .filter(pair -> !pair.getValue().isEmpty())
            .map(pair -> pair.getKey() + "=" + encode(pair.getValue()))
            .collect(Collectors.joining("&"));
    return text.isEmpty() ? path : path + "?" + text;
  }

  /// A value as one segment of a path.
  static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
