package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.oauth.Scopes;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestServer;
import dev.signet.web.http.Access;
import dev.signet.web.http.Route;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may open which page and send which form. The test takes the router's own list, so it covers
/// all pages. An unknown path parameter makes it fail: add its value to [#IDS].
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsoleRoutesTest {
  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";

  /// Forms that do not change anything, so an auditor may send them.
  private static final List<String> HARMLESS = List.of("/console/audit/check", "/console/tools");

  private static final Map<String, String> IDS =
      Map.ofEntries(
          Map.entry("agentId", NO_SUCH),
          Map.entry("credentialId", NO_SUCH),
          Map.entry("tokenId", NO_SUCH),
          Map.entry("passkeyId", NO_SUCH),
          Map.entry("personId", NO_SUCH),
          Map.entry("userId", NO_SUCH),
          Map.entry("consentId", NO_SUCH),
          Map.entry("sessionId", NO_SUCH),
          Map.entry("eventId", NO_SUCH),
          Map.entry("keyId", NO_SUCH),
          Map.entry("kid", NO_SUCH),
          Map.entry("inviteId", NO_SUCH),
          Map.entry("organizationId", NO_SUCH),
          Map.entry("webhookId", NO_SUCH),
          Map.entry("deliveryId", NO_SUCH),
          Map.entry("delegationId", NO_SUCH),
          Map.entry("resourceId", NO_SUCH),
          Map.entry("list", "idle"));
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  /// The scopes of the auditor role.
  private static final List<String> AUDITORS =
      List.of(
          "agents:read",
          "tokens:read",
          "delegations:read",
          "resources:read",
          "webhooks:read",
          "audit:read",
          "organizations:read",
          "keys:read",
          "operators:read",
          "metrics:read");

  @RegisterExtension static final TestServer server = new TestServer();

  /// Its clock is ahead of the sign-in of [#stale].
  @RegisterExtension static final TestServer later = new TestServer();

  private static BrowserSession owner;
  private static BrowserSession auditor;
  private static BrowserSession nobody;
  private static BrowserSession stale;

  /// A route with a name for the test report.
  record NamedRoute(Route route) {
    String path() {
      return PARAMETER
          .matcher(route.pattern())
          .replaceAll(found ->
              Matcher.quoteReplacement(
                  Objects.requireNonNull(
                      IDS.get(found.group(1)), "no value for " + found.group())));
    }

    String area() {
      return route.pattern().startsWith("/console") ? "/console" : "/account";
    }

    boolean isForm() {
      return route.method().equals("POST");
    }

    @Override
    public String toString() {
      return route.method() + " " + route.pattern();
    }
  }

  static Stream<NamedRoute> allRoutes() {
    return server.internals().router().routes().stream()
        .filter(route ->
            route.pattern().startsWith("/console") || route.pattern().startsWith("/account"))
        .map(NamedRoute::new);
  }

  static Stream<NamedRoute> signedInRoutes() {
    return allRoutes().filter(named -> named.route().access() instanceof Access.Page);
  }

  static Stream<NamedRoute> scopedRoutes() {
    return signedInRoutes()
        .filter(named ->
            named.route().access() instanceof Access.SignedIn
                || named.route().access() instanceof Access.Reauthenticated
                || named.route().access() instanceof Access.SignedInMember
                || named.route().access() instanceof Access.ReauthenticatedMember);
  }

  static Stream<NamedRoute> reauthenticatedRoutes() {
    return signedInRoutes()
        .filter(named ->
            named.route().access() instanceof Access.Reauthenticated
                || named.route().access() instanceof Access.ReauthenticatedMember
                || named.route().access() instanceof Access.OwnSessionReauthenticated);
  }

  static Stream<NamedRoute> forms() {
    return allRoutes().filter(NamedRoute::isForm);
  }

  static Stream<NamedRoute> scopedForms() {
    return scopedRoutes()
        .filter(NamedRoute::isForm)
        .filter(named -> !HARMLESS.contains(named.route().pattern()));
  }

  @BeforeAll
  static void signIn() {
    owner = BrowserSession.signIn(server, server.operatorKey());
    auditor = BrowserSession.signIn(server, keyWith(AUDITORS));
    nobody = BrowserSession.signIn(server, keyWith(List.of("delegations:none")));
    stale = BrowserSession.signIn(later, later.operatorKey());
    later.clock().advance(Duration.ofMinutes(6));
  }

  private static String keyWith(List<String> scopes) {
    return server
        .operator()
        .post("/api/v1/operator-keys", "name", "a key", "scopes", scopes)
        .text("secret");
  }

  private static String scope(NamedRoute named) {
    return switch (named.route().access()) {
      case Access.SignedIn(var scope) -> scope;
      case Access.Reauthenticated(var scope) -> scope;
      case Access.SignedInMember(var scope) -> scope;
      case Access.ReauthenticatedMember(var scope) -> scope;
      default -> throw new IllegalArgumentException(named.toString());
    };
  }

  private static int status(BrowserSession visitor, NamedRoute named) {
    return named.isForm()
        ? visitor.form(named.path()).status()
        : visitor.get(named.path()).status();
  }

  @Test
  void there_are_pages_and_forms() {
    assertThat(signedInRoutes().toList()).hasSizeGreaterThan(5);
    assertThat(scopedForms().toList()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("scopedRoutes")
  void a_page_asks_for_a_scope_of_this_server(NamedRoute named) {
    assertThat(Scopes.isServerScope(scope(named))).as(scope(named)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("allRoutes")
  void a_console_route_needs_a_session_or_is_open_with_a_reason(NamedRoute named) {
    if (named.route().access() instanceof Access.Open(var why)) {
      assertThat(why).isNotBlank();
    } else {
      assertThat(named.route().access()).isInstanceOf(Access.Page.class);
    }
  }

  @ParameterizedTest
  @MethodSource("signedInRoutes")
  void a_request_without_a_session_is_refused(NamedRoute named) {
    var stranger = BrowserSession.signedOut(server);
    var answer = named.isForm() ? stranger.form(named.path()) : stranger.get(named.path());

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("location").orElseThrow())
        .startsWith(named.area() + "/sign-in?return=");
  }

  @ParameterizedTest
  @MethodSource("scopedRoutes")
  void a_user_without_the_scope_is_refused(NamedRoute named) {
    assertThat(status(nobody, named)).isEqualTo(403);
  }

  @ParameterizedTest
  @MethodSource("reauthenticatedRoutes")
  void a_user_who_signed_in_minutes_ago_is_asked_to_confirm_their_identity(NamedRoute named) {
    var answer = named.isForm() ? stale.form(named.path()) : stale.get(named.path());

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location").orElseThrow())
        .startsWith(named.area() + "/confirm?return=");
  }

  @Test
  void what_cannot_be_undone_needs_a_recent_confirmation() {
    assertThat(reauthenticatedRoutes().map(NamedRoute::toString))
        .contains(
            "POST /console/webhooks/new",
            "GET /console/webhooks/{webhookId}/rotate",
            "POST /console/webhooks/{webhookId}/rotate",
            "GET /console/webhooks/{webhookId}/delete",
            "POST /console/webhooks/{webhookId}/delete");
  }

  @ParameterizedTest
  @MethodSource("scopedForms")
  void an_auditor_changes_nothing(NamedRoute named) {
    assertThat(status(auditor, named)).isEqualTo(403);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void no_form_is_taken_from_another_site(NamedRoute named) {
    TestClient elsewhere =
        server
            .unauthenticated()
            .with("Cookie", owner.cookie())
            .with("Origin", "https://evil.example")
            .with("Sec-Fetch-Site", "cross-site");

    assertThat(elsewhere.form(named.path(), "form_token", owner.formToken()).status())
        .isEqualTo(403);
  }

  @ParameterizedTest
  @MethodSource("signedInRoutes")
  void no_form_is_taken_without_its_token(NamedRoute named) {
    if (named.isForm()) {
      assertThat(owner.client().form(named.path()).status()).isEqualTo(403);
      assertThat(owner.client().form(named.path(), "form_token", auditor.formToken()).status())
          .isEqualTo(403);
    }
  }

  @ParameterizedTest
  @MethodSource("scopedRoutes")
  void an_unknown_id_is_a_not_found_page_and_never_a_server_error(NamedRoute named) {
    assertThat(status(owner, named)).isIn(200, 303, 404, 422);
  }
}
