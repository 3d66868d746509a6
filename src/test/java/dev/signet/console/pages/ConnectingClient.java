package dev.signet.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.authorization.requests.Pkce;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// A client that sends users to the authorization endpoint, and redeems the codes that it gets.
///
/// @param secret empty for a public client
public record ConnectingClient(
    TestServer server,
    String agentId,
    String clientId,
    Optional<String> secret,
    String redirectUri) {
  static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final AtomicInteger resources = new AtomicInteger();

  private static final Pattern DECISION = Pattern.compile("name=\"decision\" value=\"([^\"]+)\"");

  private static final Pattern LINK = Pattern.compile("link=(link_\\w+)");

  /// A public client.
  public static ConnectingClient register(TestServer server, String name, String redirectUri) {
    var agent =
        server
            .operator()
            .post(
                "/api/v1/agents",
                "name",
                name,
                "clientType",
                "public",
                "redirectUris",
                List.of(redirectUri),
                "grantTypes",
                List.of("authorization_code", "refresh_token"));
    assertThat(agent.status()).as(agent.body()).isEqualTo(201);
    return new ConnectingClient(
        server, agent.text("agentId"), agent.text("clientId"), Optional.empty(), redirectUri);
  }

  /// A client with a secret.
  static ConnectingClient registerConfidential(TestServer server, String name, String redirectUri) {
    var agent =
        server.registerAgentWith(
            "name", name,
            "redirectUris", List.of(redirectUri),
            "grantTypes", List.of("authorization_code", "refresh_token", "client_credentials"));
    return new ConnectingClient(
        server, agent.id(), agent.clientId(), Optional.of(agent.secret()), redirectUri);
  }

  /// A public client that no operator has registered.
  static ConnectingClient app(TestServer server, String clientId, String redirectUri) {
    return new ConnectingClient(server, "", clientId, Optional.empty(), redirectUri);
  }

  /// A resource that no other test uses, as [#registerResource].
  ///
  /// @return its URI
  static String registerNewResource(TestServer server) {
    var uri = "https://mcp" + resources.incrementAndGet() + ".example.com/mcp";
    registerResource(server, uri);
    return uri;
  }

  /// A resource with the scopes files.read (default), files.write and files.purge (high risk).
  public static String registerResource(TestServer server, String uri) {
    var made =
        server
            .operator()
            .post(
                "/api/v1/resources",
                "uri",
                uri,
                "name",
                "Example Files",
                "scopes",
                List.of(
                    Map.of("name", "files.read", "title", "Read your files", "isDefault", true),
                    Map.of("name", "files.write", "title", "Change your files"),
                    Map.of("name", "files.list", "title", "List your files", "isOptional", true),
                    Map.of("name", "files.purge", "title", "Delete all files", "risk", "high")));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.text("resourceId");
  }

  /// A new user, signed in.
  public static BrowserSession signInUser(TestServer server, String name) {
    var operator = BrowserSession.signIn(server, server.operatorKey());
    var made = operator.form("/console/people/new", "name", name, "role", "auditor");
    var link = LINK.matcher(made.body());
    assertThat(link.find()).as(made.body()).isTrue();
    return BrowserSession.fromSignIn(
        server,
        BrowserSession.signedOut(server)
            .form("/console/welcome", "link", link.group(1), "name", name));
  }

  /// The path of an authorization request: a good one, with other parameters instead of or in
  /// addition to its own; an empty value leaves one out.
  String request(String resource, String... others) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("client_id", clientId);
    parameters.put("redirect_uri", redirectUri);
    parameters.put("response_type", "code");
    parameters.put("state", "s-1");
    parameters.put("code_challenge", Pkce.challenge(VERIFIER));
    parameters.put("code_challenge_method", "S256");
    parameters.put("resource", resource);
    for (var i = 0; i < others.length; i += 2) {
      parameters.put(others[i], others[i + 1]);
    }
    var query = new ArrayList<String>();
    parameters.forEach((name, value) -> {
      if (!value.isEmpty()) {
        query.add(name + "=" + URLEncoder.encode(value, UTF_8));
      }
    });
    return "/oauth/authorize?" + String.join("&", query);
  }

  static String decisionOn(TestResponse page) {
    var found = DECISION.matcher(page.body());
    assertThat(found.find()).as("a question on the page: %s", page.body()).isTrue();
    return found.group(1);
  }

  /// Shows the page and presses a button.
  public static TestResponse press(BrowserSession user, String path, String button) {
    var page = user.get(path);
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    return user.form(
        "/oauth/consent",
        "decision",
        decisionOn(page),
        "answer",
        button,
        "offered",
        "files.list",
        "scope",
        "files.list");
  }

  /// Where the browser of a user is led who allows what a client asks for at this URL.
  public static String allow(BrowserSession user, String url) {
    var request = URI.create(url);
    var pressed = press(user, request.getRawPath() + "?" + request.getRawQuery(), "allow");
    assertThat(pressed.status()).as(pressed.body()).isEqualTo(303);
    return pressed.header("location").orElseThrow();
  }

  /// The parameters of a redirect to a client.
  static Map<String, String> answer(TestResponse redirect) {
    assertThat(redirect.status()).as(redirect.body()).isEqualTo(303);
    var query = URI.create(redirect.header("location").orElseThrow()).getRawQuery();
    var values = new HashMap<String, String>();
    for (var pair : query.split("&", -1)) {
      var equals = pair.indexOf('=');
      values.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
    }
    return values;
  }

  /// A code for what the user allows, or has allowed before.
  String code(BrowserSession user, String resource, String... others) {
    var path = request(resource, others);
    var first = user.get(path);
    var answer = answer(first.status() == 303 ? first : press(user, path, "allow"));
    var code = answer.get("code");
    assertThat(code).as("%s", answer).isNotNull();
    return code;
  }

  /// Redeems a code, with other parameters instead of or in addition to the right ones.
  TestResponse redeem(String code, String... others) {
    return redeemAt(server, code, others);
  }

  TestResponse redeemAt(TestServer node, String code, String... others) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code);
    parameters.put("redirect_uri", redirectUri);
    parameters.put("code_verifier", VERIFIER);
    return post(node, parameters, others);
  }

  TestResponse refresh(String refreshToken, String... others) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("grant_type", "refresh_token");
    parameters.put("refresh_token", refreshToken);
    return post(server, parameters, others);
  }

  private TestResponse post(TestServer node, Map<String, String> parameters, String... others) {
    parameters.put("client_id", clientId);
    secret.ifPresent(text -> parameters.put("client_secret", text));
    for (var i = 0; i < others.length; i += 2) {
      parameters.put(others[i], others[i + 1]);
    }
    var pairs = new ArrayList<String>();
    parameters.forEach((name, value) -> {
      if (!value.isEmpty()) {
        pairs.add(name);
        pairs.add(value);
      }
    });
    return node.unauthenticated().form("/oauth/token", pairs.toArray(String[]::new));
  }

  /// The tokens of a user who allows what is asked for.
  TestResponse connect(BrowserSession user, String resource, String... others) {
    var tokens = redeem(code(user, resource, others));
    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    return tokens;
  }

  static TestResponse introspect(TestServer server, String token) {
    return server.operator().form("/oauth/introspect", "token", token);
  }

  static boolean isActive(TestServer server, String token) {
    return introspect(server, token).text("active").equals("true");
  }
}
