package dev.signet.cli;

import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls a resource as its clients do, and compares what it says with what is registered ([RFC
/// 9728](https://www.rfc-editor.org/rfc/rfc9728), [RFC
/// 6750](https://www.rfc-editor.org/rfc/rfc6750)).
final class ResourceCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long MAX_BODY = 64 * 1024L;
  private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
  private static final String PAGE = "https://inspector.example";

  /// A parameter of a challenge: `error="invalid_token"`.
  private static final Pattern PARAMETER =
      Pattern.compile("(?<name>[A-Za-z_]+)\\s*=\\s*(?:\"(?<text>[^\"]*)\"|(?<token>[^\\s,\"]+))");

  /// The first request of an MCP client.
  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
      "capabilities":{},"clientInfo":{"name":"signet-resource-check","version":"1"}}}\
      """;

  /// The outcome of one check.
  enum Outcome {
    OK,
    WRONG,
    SKIPPED;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param detail what was found, and what to change; empty when all is right
  record Finding(String check, Outcome outcome, String detail) {
    ObjectNode toJson() {
      return Json.object().put("check", check).put("outcome", outcome.wire()).put("detail", detail);
    }
  }

  /// What the server knows.
  ///
  /// @param registered the resource with this URL; null when none has it
  /// @param tokens genuine tokens to show; null without a client that requests them
  record Expected(String issuer, @Nullable JsonNode registered, @Nullable Tokens tokens) {}

  /// @param own for the resource
  /// @param other for another resource
  record Tokens(String own, String other) {}

  private final URI url;
  private final Expected expected;
  private final List<Finding> findings = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  ResourceCheck(URI url, Expected expected) {
    this.url = url;
    this.expected = expected;
  }

  List<Finding> run() {
    try (http) {
      checkRegistration();
      var unauthenticated = call(url, null);
      checkChallenge(unauthenticated);
      checkDocuments();
      checkSlash();
      checkTokens();
    }
    return List.copyOf(findings);
  }

  /// @param fault what is wrong; empty when nothing is
  private void add(String check, Optional<String> fault) {
    findings.add(
        new Finding(check, fault.isEmpty() ? Outcome.OK : Outcome.WRONG, fault.orElse("")));
  }

  private void add(String check, boolean isRight, String fault) {
    add(check, isRight ? Optional.empty() : Optional.of(fault));
  }

  private void skip(String check, String reason) {
    findings.add(new Finding(check, Outcome.SKIPPED, reason));
  }

  private void checkRegistration() {
    var registered = expected.registered();
    if (registered == null) {
      add("registered", Optional.of("not registered: signet resource add " + url));
      return;
    }
    var uri = registered.path("uri").stringValue("");
    add(
        "registered",
        uri.equals(url.toString()),
        "registered as " + uri + ": use this spelling everywhere");
  }

  private void checkChallenge(Answer answer) {
    add(
        "401_without_token",
        answer.status() == 401,
        answer.problem("without a token it must answer 401"));
    var parameters = answer.challenge();
    var metadata = parameters.get("resource_metadata");
    add(
        "challenge",
        answer.status() == 401 && metadata != null && !parameters.containsKey("error"),
        "WWW-Authenticate must be: Bearer resource_metadata=\""
            + documentUrl()
            + "\", without error");
    add(
        "challenge_url",
        metadata != null && metadata.equals(documentUrl().toString()),
        "resource_metadata must be " + documentUrl() + ", not " + metadata);
  }

  private URI documentUrl() {
    var path = url.getRawPath();
    var trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return url.resolve(WELL_KNOWN + trimmed);
  }

  private void checkDocuments() {
    var answer = get(documentUrl());
    var document = answer.json();
    add(
        "document",
        answer.status() == 200 && document.isPresent() && answer.isJson(),
        documentUrl() + " must answer 200 with application/json, " + answer.problem("and"));
    var root = url.resolve(WELL_KNOWN);
    if (root.equals(documentUrl())) {
      skip("document_at_root", "the resource has no path");
    } else {
      add(
          "document_at_root",
          get(root).json().equals(document) && document.isPresent(),
          root + " must have the same document: some clients look only there");
    }
    add(
        "cors",
        answer
            .header("Access-Control-Allow-Origin")
            .filter(o -> o.equals("*") || o.equals(PAGE))
            .isPresent(),
        "the document needs Access-Control-Allow-Origin: * for clients in browsers");
    var found = document.orElseGet(Json::object);
    var resource = found.path("resource").stringValue("");
    add(
        "resource",
        resource.equals(url.toString()),
        "resource in the document must be " + url + ", not " + resource);
    var servers = found.path("authorization_servers");
    var first = servers.path(0).stringValue("");
    add(
        "issuer",
        servers.size() == 1 && first.equals(expected.issuer()),
        "authorization_servers in the document must be [\"" + expected.issuer() + "\"]");
    checkScopes(found);
  }

  private void checkScopes(JsonNode document) {
    var registered = expected.registered();
    if (registered == null) {
      skip("scopes", "the resource is not registered");
      return;
    }
    var known = registered.path("scopes").findValuesAsString("name");
    var unknown = new ArrayList<String>();
    for (var scope : document.path("scopes_supported")) {
      if (!known.contains(scope.stringValue(""))) {
        unknown.add(scope.stringValue(""));
      }
    }
    add(
        "scopes",
        unknown.isEmpty(),
        "scopes_supported names what is not registered: " + String.join(" ", unknown));
  }

  /// Some clients add a slash to the URL, and others leave it out.
  private void checkSlash() {
    var text = url.toString();
    if (url.getRawPath().length() <= 1) {
      skip("slash", "an origin is one resource with and without the slash");
      return;
    }
    var other = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text + "/");
    var answer = call(other, null);
    add("slash", answer.status() == 401, answer.problem(other + " must answer 401 as well"));
  }

  private void checkTokens() {
    var forged = new ForgedTokens(expected.issuer(), url.toString());
    var tokens = expected.tokens();
    if (tokens == null) {
      skip("token", "give --client-id for an agent that requests tokens");
      refuses("other_audience", forged.forAnotherAudience());
    } else {
      var answer = call(url, tokens.own());
      add(
          "token",
          answer.status() != 401,
          answer.problem("a token of the server for this resource must be accepted"));
      refuses("other_audience", tokens.other());
    }
    refuses("expired", forged.expired());
    refuses("other_issuer", forged.ofAnotherIssuer());
    refuses("forged", forged.signedByAnotherKey());
    refuses("unsigned", forged.unsigned());
  }

  private void refuses(String check, String token) {
    var answer = call(url, token);
    add(
        check,
        answer.status() == 401 && "invalid_token".equals(answer.challenge().get("error")),
        answer.problem("such a token must be refused with 401 and error=\"invalid_token\""));
  }

  /// A response, or the reason that there is none.
  private record Answer(int status, @Nullable HttpResponse<String> response, String failure) {
    Optional<String> header(String name) {
      return response == null ? Optional.empty() : response.headers().firstValue(name);
    }

    boolean isJson() {
      return header("Content-Type").orElse("").startsWith("application/json");
    }

    Optional<JsonNode> json() {
      try {
        return response == null
            ? Optional.empty()
            : Optional.of(Json.read(response.body())).filter(JsonNode::isObject);
      } catch (Refused _) {
        return Optional.empty();
      }
    }

    /// The parameters of the challenge for a bearer token.
    Map<String, String> challenge() {
      var found = new LinkedHashMap<String, String>();
      var header =
          response == null
              ? ""
              : String.join(", ", response.headers().allValues("WWW-Authenticate"));
      var bearer = Pattern.compile("(?i)(?:^|,\\s*)Bearer\\b").matcher(header);
      if (bearer.find()) {
        var parameter = PARAMETER.matcher(header.substring(bearer.end()));
        while (parameter.find()) {
          var text = parameter.group("text");
          found.putIfAbsent(
              parameter.group("name"), text == null ? parameter.group("token") : text);
        }
      }
      return found;
    }

    String problem(String rule) {
      return rule + ", not " + (response == null ? failure : Integer.toString(status));
    }
  }

  private Answer call(URI to, @Nullable String token) {
    var request =
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(INITIALIZE));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request);
  }

  private Answer get(URI from) {
    return send(HttpRequest.newBuilder(from).header("Origin", PAGE).GET());
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      var response =
          http.send(
              request.timeout(TIMEOUT).build(),
              BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BODY));
      return new Answer(response.statusCode(), response, "");
    } catch (IOException e) {
      return new Answer(0, null, "a failure (" + e.getClass().getSimpleName() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer(0, null, "an interruption");
    }
  }
}
