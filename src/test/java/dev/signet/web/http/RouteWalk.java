package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calls any route that the router has, so that a test which walks over all of them reaches new
/// ones too. A path parameter or OAuth endpoint that it does not know ends the walk: say here what
/// to send.
///
/// @param ids a value for each path parameter, by its name
/// @param token what the OAuth endpoints are asked about
record RouteWalk(Map<String, String> ids, String token) {
  private static final String WEBHOOKS = "/api/v1/webhooks";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  /// For parameters that a test has no value for.
  private static final Map<String, String> OF_NOTHING =
      Map.of(
          "delegationId", "01a2013e-0000-7000-8000-000000000000",
          "jti", "01a2013e-0000-7000-8000-000000000000",
          "webhookId", "01a2013e-0000-7000-8000-000000000000",
          "deliveryId", "01a2013e-0000-7000-8000-000000000000",
          "replayId", "01a2013e-0000-7000-8000-000000000000",
          "resourceId", "01a2013e-0000-7000-8000-000000000000",
          "consentId", "01a2013e-0000-7000-8000-000000000000",
          "userId", "01a2013e-0000-7000-8000-000000000000",
          "tier", "no-such-tier");

  /// The ids of a webhook that is disabled, after it has received an event and a replay.
  ///
  /// @param agent an agent of the organization, of which something is changed for the event
  static Map<String, String> idsOfWebhook(
      TestServer server, String organization, String agent, String name) {
    var operator = server.operator();
    try (var receiver = WebhookReceiver.start()) {
      var webhook =
          operator.post(
              WEBHOOKS,
              "name",
              name,
              "url",
              receiver.url("/" + name),
              "events",
              List.of("agent.updated"),
              "organizationId",
              organization);
      var path = WEBHOOKS + "/" + webhook.text("webhookId");
      var from = server.clock().instant();
      operator.patch("/api/v1/agents/" + agent, "description", "sent to the webhook");
      server.internals().followers().catchUp();
      receiver.await(1);
      server.clock().advance(Duration.ofMillis(1));
      var replay = operator.post(path + "/replay", "from", from.toString()).text("replayId");
      receiver.await(2);
      WebhookReceiver.awaitUntil(
          () ->
              operator.get(path).text("pending").equals("0")
                  && operator.get(path + "/replays/" + replay).text("status").equals("finished"),
          "the event and the replay are delivered");
      operator.patch(path, "active", false);
      return Map.of(
          "webhookId",
          webhook.text("webhookId"),
          "deliveryId",
          operator.get(path + "/deliveries").text("data/0/deliveryId"),
          "replayId",
          replay);
    }
  }

  static String createResource(TestClient operator, String organization, String name) {
    return operator
        .post(
            "/api/v1/resources",
            "uri",
            "https://mcp.example.com/" + name,
            "name",
            name,
            "organizationId",
            organization)
        .text("resourceId");
  }

  static boolean isOAuth(Route route) {
    return route.errorFormat() == ErrorFormat.OAUTH;
  }

  /// Whether the route is part of the API, and not a page of the console: other tests cover those.
  static boolean isForPrograms(Route route) {
    return route.errorFormat() != ErrorFormat.HTML;
  }

  static String name(Route route) {
    return route.method() + " " + route.pattern();
  }

  String path(Route route) {
    return PARAMETER
        .matcher(route.pattern())
        .replaceAll(found ->
            Matcher.quoteReplacement(
                Objects.requireNonNull(
                    ids.getOrDefault(found.group(1), OF_NOTHING.get(found.group(1))),
                    "no value for " + found.group())));
  }

  /// Whether the route publishes data of all organizations: the metadata that resources publish
  /// themselves.
  static boolean isPublication(Route route) {
    return route.pattern().equals("/api/v1/resources/{resourceId}/protected-resource-metadata");
  }

  static boolean hasParameter(Route route) {
    return route.pattern().indexOf('{') >= 0;
  }

  /// A body that the route accepts, as far as one body can fit all routes.
  String body(Route route) {
    if (isOAuth(route)) {
      return switch (route.pattern().substring(route.pattern().lastIndexOf('/') + 1)) {
        case "token" -> "grant_type=client_credentials";
        case "refresh" -> "grant_type=refresh_token&refresh_token=" + token;
        case "introspect", "revoke" -> "token=" + token;
        case "register" -> "{\"redirect_uris\":[\"http://127.0.0.1/callback\"]}";
        default -> throw new IllegalStateException("no body for " + name(route));
      };
    }
    return switch (name(route)) {
      case "POST /api/v1/leaks" -> "{\"text\":\"nothing\"}";
      case "POST /api/v1/agents/{agentId}/credentials/import" ->
          "{\"clientSecretHash\":"
              + "\"$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\"}";
      case "POST /api/v1/organizations/{organizationId}/members" ->
          "{\"name\":\"Ada\",\"role\":\"auditor\"}";
      case "PATCH /api/v1/organizations/{organizationId}/members/{userId}" ->
          "{\"role\":\"auditor\"}";
      case "POST /api/agents/{id}" -> "{\"action\":\"rotate\"}";
      case "POST /api/v1/webhooks/{webhookId}/recover" ->
          "{\"since\":\"2026-03-01T00:00:00.000Z\"}";
      case "POST /api/v1/webhooks/{webhookId}/replay" -> "{\"from\":\"2026-03-01T00:00:00.000Z\"}";
      case "PUT /api/v1/resources/{resourceId}/scopes" -> "{\"scopes\":[]}";
      case "POST /api/v1/resources/{resourceId}/scopes" ->
          "{\"name\":\"files.read\",\"title\":\"Read your files\"}";
      default -> "{}";
    };
  }

  private static boolean isForm(Route route) {
    return isOAuth(route) && !route.pattern().equals("/oauth/register");
  }

  TestResponse call(TestClient client, Route route) {
    return switch (route.method()) {
      case "GET", "DELETE" -> client.send(route.method(), path(route), "", new byte[0]);
      default ->
          client.send(
              route.method(),
              path(route),
              isForm(route) ? "application/x-www-form-urlencoded" : "application/json",
              body(route).getBytes(UTF_8));
    };
  }
}
