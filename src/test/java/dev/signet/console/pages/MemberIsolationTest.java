package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.WebhookReceiver;
import dev.signet.web.http.Access;
import dev.signet.web.http.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the owner of an organization reaches in the console: the pages named here, and on each of
/// them another organization's data look as if they did not exist.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class MemberIsolationTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";
  private static final String SECRET_NAME = "heron-of-the-others";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  /// A page is added here only if all of its data are within the caller's reach.
  private static final Set<String> OPEN_TO_MEMBERS =
      Set.of(
          "GET /console/organizations",
          "GET /console/organizations/{organizationId}",
          "GET /console/organizations/{organizationId}/members",
          "GET /console/organizations/{organizationId}/members/new",
          "POST /console/organizations/{organizationId}/members/new",
          "GET /console/organizations/{organizationId}/members/{userId}/remove",
          "POST /console/organizations/{organizationId}/members/{userId}/remove",
          "GET /console/organizations/{organizationId}/members/{userId}/role",
          "POST /console/organizations/{organizationId}/members/{userId}/role",
          "GET /console/usage",
          "GET /console/usage/agents/{agentId}",
          "GET /console/usage/export",
          "GET /console/webhooks",
          "GET /console/webhooks/new",
          "POST /console/webhooks/new",
          "GET /console/webhooks/{webhookId}",
          "GET /console/webhooks/{webhookId}/delete",
          "POST /console/webhooks/{webhookId}/delete",
          "GET /console/webhooks/{webhookId}/deliveries/{deliveryId}",
          "POST /console/webhooks/{webhookId}/deliveries/{deliveryId}/retry",
          "GET /console/webhooks/{webhookId}/disable",
          "POST /console/webhooks/{webhookId}/disable",
          "POST /console/webhooks/{webhookId}/enable",
          "GET /console/webhooks/{webhookId}/replay",
          "POST /console/webhooks/{webhookId}/replay",
          "GET /console/webhooks/{webhookId}/rotate",
          "POST /console/webhooks/{webhookId}/rotate",
          "POST /console/webhooks/{webhookId}/test");

  /// For every signed-in user, about themselves.
  private static final Set<String> OWN =
      Set.of(
          "GET /account",
          "GET /account/connections",
          "POST /account/connections/end-all",
          "POST /account/connections/{consentId}/end",
          "POST /oauth/consent",
          "POST /oauth/consent/ask-operators",
          "GET /account/confirm",
          "POST /account/confirm",
          "POST /account/confirm/passkey",
          "GET /account/passkeys",
          "POST /account/passkeys",
          "GET /account/passkeys/{passkeyId}/remove",
          "POST /account/passkeys/{passkeyId}/remove",
          "POST /account/sessions/{sessionId}/end",
          "POST /account/sign-out",
          "POST /account/sign-out-everywhere",
          "GET /console",
          "GET /console/account",
          "GET /console/account/organizations",
          "POST /console/account/organizations",
          "GET /console/account/passkeys",
          "POST /console/account/passkeys",
          "GET /console/account/passkeys/{passkeyId}/remove",
          "POST /console/account/passkeys/{passkeyId}/remove",
          "POST /console/account/sessions/{sessionId}/end",
          "GET /console/confirm",
          "POST /console/confirm",
          "POST /console/confirm/passkey",
          "POST /console/sign-out",
          "POST /console/sign-out-everywhere");

  private static String theirs;
  private static Map<String, String> ids;
  private static BrowserSession owner;

  /// A route with a name for the test report.
  record NamedRoute(Route route) {
    String path(Map<String, String> values) {
      return PARAMETER
          .matcher(route.pattern())
          .replaceAll(
              found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), NO_SUCH)));
    }

    boolean hasParameter() {
      return PARAMETER.matcher(route.pattern()).find();
    }

    @Override
    public String toString() {
      return route.method() + " " + route.pattern();
    }
  }

  @BeforeAll
  static void createTwoOrganizations() {
    var invites = new MemberInvites(server);
    var ours = server.createOrganization("ours");
    theirs = server.createOrganization(SECRET_NAME);
    var agent = server.registerAgentWith("name", SECRET_NAME, "organizationId", theirs);
    var member = invites.invite(theirs, SECRET_NAME, "auditor");
    ids = new HashMap<>();
    ids.put("organizationId", theirs);
    ids.put("agentId", agent.id());
    ids.put("userId", member.text("userId"));
    ids.put("personId", member.text("userId"));
    try (var receiver = WebhookReceiver.start()) {
      var webhooks = "/api/v1/webhooks";
      var webhook =
          server
              .operator()
              .post(
                  webhooks,
                  "name",
                  SECRET_NAME,
                  "url",
                  receiver.url("/"),
                  "events",
                  List.of("agent.updated"),
                  "organizationId",
                  theirs)
              .text("webhookId");
      server.operator().patch("/api/v1/agents/" + agent.id(), "description", "sent");
      server.internals().followers().catchUp();
      receiver.await(1);
      var deliveries = webhooks + "/" + webhook + "/deliveries";
      ids.put("webhookId", webhook);
      ids.put("deliveryId", server.operator().get(deliveries).text("data/0/deliveryId"));
    }
    owner = invites.signIn(invites.invite(ours, "Ada", "owner"));
  }

  static Stream<NamedRoute> pages() {
    return server.internals().router().routes().stream()
        .filter(route -> route.access() instanceof Access.Page)
        .map(NamedRoute::new);
  }

  static Stream<NamedRoute> openPages() {
    return pages().filter(named -> OPEN_TO_MEMBERS.contains(named.toString()));
  }

  static Stream<NamedRoute> closedPages() {
    return pages()
        .filter(named -> !OPEN_TO_MEMBERS.contains(named.toString()))
        .filter(named -> !OWN.contains(named.toString()));
  }

  private static TestResponse call(NamedRoute named, Map<String, String> values) {
    return named.route().method().equals("GET")
        ? owner.get(named.path(values))
        : owner.form(
            named.path(values), "name", "Eve", "role", "auditor", "since", "2026-03-01T00:00");
  }

  private static String withoutIds(TestResponse answer, Map<String, String> values) {
    var body = answer.body();
    for (var id : values.values()) {
      body = body.replace(id, "");
    }
    return answer.status()
        + body.replace(NO_SUCH, "")
            .replaceAll("<code>[0-9a-z]{20,}</code>", "")
            .replaceAll("name=\"once\" value=\"[^\"]*\"", "");
  }

  @Test
  void the_pages_open_to_members_are_those_of_the_list() {
    var declared = new TreeSet<String>();
    pages()
        .filter(named ->
            named.route().access() instanceof Access.SignedInMember
                || named.route().access() instanceof Access.ReauthenticatedMember)
        .forEach(named -> declared.add(named.toString()));

    assertThat(declared).containsExactlyInAnyOrderElementsOf(OPEN_TO_MEMBERS);
  }

  @ParameterizedTest
  @MethodSource("openPages")
  void another_organizations_data_look_as_if_they_did_not_exist(NamedRoute named) {
    var answer = call(named, ids);

    assertThat(answer.body()).doesNotContain(SECRET_NAME);
    if (named.hasParameter()) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(404);
      assertThat(withoutIds(answer, ids)).isEqualTo(withoutIds(call(named, Map.of()), ids));
    }
  }

  @ParameterizedTest
  @MethodSource("closedPages")
  void a_page_on_the_whole_server_is_closed_to_members(NamedRoute named) {
    var answer = call(named, ids);

    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain(SECRET_NAME);
  }

  @Test
  void a_query_for_another_organization_shows_nothing_of_it() {
    for (var path : List.of("/console/usage", "/console/usage/export")) {
      for (var other : List.of(theirs, NO_SUCH)) {
        var answer = owner.get(path + "?organization=" + other);
        assertThat(answer.status()).as(path).isIn(404, 422);
        assertThat(answer.body()).doesNotContain(SECRET_NAME);
      }
      assertThat(owner.get(path + "?organization=" + theirs).status())
          .isEqualTo(owner.get(path + "?organization=" + NO_SUCH).status());
    }
  }

  @Test
  void nothing_of_the_other_organization_was_changed() {
    openPages().filter(NamedRoute::hasParameter).forEach(named -> call(named, ids));

    var operator = server.operator();
    assertThat(operator.get("/api/v1/webhooks/" + ids.get("webhookId")).text("status"))
        .isEqualTo("active");
    var members = operator.get(MemberInvites.path(theirs));
    assertThat(members.json().path("data")).hasSize(1);
    assertThat(members.text("data/0/role")).isEqualTo("auditor");
  }
}
