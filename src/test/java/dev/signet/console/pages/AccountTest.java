package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.users.SignInMethod;
import dev.signet.identity.users.UserId;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages of users on their own account, which users without access to the console have too, and
/// how long their sessions last.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class AccountTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final MemberInvites invites = new MemberInvites(server);
  private static final String SIGN_IN = "/account/sign-in";

  private static int count;

  private String organization;
  private TestResponse invited;
  private BrowserSession member;

  @BeforeEach
  void signInMember() {
    organization = server.createOrganization("account-" + ++count);
    invited = invites.invite(organization, "Ada", "member");
    member = invites.signIn(invited);
  }

  private static boolean isSignedIn(BrowserSession visitor) {
    return visitor.get("/account").status() == 200;
  }

  @Test
  void a_member_sees_their_name_passkeys_and_sessions_and_no_section_of_the_console() {
    var page = member.get("/account");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("Ada", "/account/passkeys", "/account/sign-out-everywhere", "current session")
        .doesNotContain("href=\"/console\"", "action=\"/console", "aria-label=\"Sections\"");
    assertThat(member.get("/account/passkeys").body()).contains("action=\"/account/passkeys\"");
  }

  @Test
  void a_user_with_access_to_the_console_has_the_same_pages_by_the_same_session() {
    var owner = invites.signIn(invites.invite(organization, "Ben", "owner"));

    assertThat(owner.get("/account").body()).contains("Ben", "href=\"/console/usage\"");
    assertThat(owner.get("/console/usage").status()).isEqualTo(200);
  }

  @Test
  void a_request_without_a_session_is_redirected_to_the_sign_in_of_accounts() {
    for (var path : List.of("/account", "/account/passkeys", "/account/confirm")) {
      var answer = BrowserSession.signedOut(server).get(path);
      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("location").orElseThrow())
          .isEqualTo(SIGN_IN + "?return=" + encoded(path));
    }
  }

  @Test
  void an_operator_key_does_not_sign_in_because_it_is_not_a_user() {
    var refused =
        BrowserSession.signedOut(server).form(SIGN_IN, "operator_key", server.operatorKey());

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("set-cookie")).isEmpty();
    assertThat(refused.body())
        .contains("An operator key is not a user")
        .doesNotContain(server.operatorKey());
    var byKey = BrowserSession.signIn(server, server.operatorKey());
    assertThat(byKey.get("/account").status()).isEqualTo(403);
    assertThat(byKey.get("/account").body()).contains("An operator key is not a user");
  }

  @Test
  void an_operator_key_does_not_confirm_on_the_pages_of_accounts() {
    var refused = member.form("/account/confirm", "operator_key", server.operatorKey());

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("set-cookie")).isEmpty();
  }

  @Test
  void removing_a_passkey_needs_a_recent_confirmation() {
    server.clock().advance(Duration.ofMinutes(6));

    var answer = member.get("/account/passkeys/" + organization + "/remove");

    assertThat(answer.header("location").orElseThrow()).startsWith("/account/confirm?return=");
  }

  @Test
  void signing_out_everywhere_ends_all_sessions_of_the_user() {
    assertThat(member.form("/account/sign-out-everywhere").header("location")).contains(SIGN_IN);

    assertThat(isSignedIn(member)).isFalse();
  }

  @Test
  void a_form_without_the_token_of_the_session_is_refused() {
    var refused = member.client().form("/account/sign-out-everywhere");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(isSignedIn(member)).isTrue();
  }

  @Test
  void a_session_without_access_to_the_console_lasts_seven_days_without_use() {
    server.clock().advance(Duration.ofDays(7).minusMinutes(1));
    assertThat(isSignedIn(member)).isTrue();

    server.clock().advance(Duration.ofDays(7).plusMinutes(1));
    assertThat(isSignedIn(member)).isFalse();
  }

  @Test
  void a_session_without_access_to_the_console_ends_after_thirty_days() {
    for (var day = 0; day < 29; day++) {
      server.clock().advance(Duration.ofDays(1));
      server.internals().runJobs();
      assertThat(isSignedIn(member)).as("day " + day).isTrue();
    }

    server.clock().advance(Duration.ofDays(1));

    assertThat(isSignedIn(member)).isFalse();
  }

  @Test
  void the_browser_keeps_the_cookie_of_such_a_session_and_not_that_of_the_console() {
    var cookie = invites.open(invites.invite(organization, "Ben", "member")).header("set-cookie");
    assertThat(cookie.orElseThrow()).contains("; Max-Age=2592000").contains("HttpOnly");

    var console = invites.open(invites.invite(organization, "Eve", "owner")).header("set-cookie");
    assertThat(console.orElseThrow()).doesNotContain("Max-Age");
  }

  @Test
  void a_session_with_access_to_the_console_ends_after_an_hour_without_use() {
    var owner = invites.signIn(invites.invite(organization, "Ben", "owner"));

    server.clock().advance(Duration.ofHours(1).plusMinutes(1));

    assertThat(isSignedIn(owner)).isFalse();
  }

  @Test
  void a_long_session_does_not_become_one_of_the_console() {
    server.clock().advance(Duration.ofHours(13));
    assertThat(isSignedIn(member)).isTrue();

    var operator = BrowserSession.signIn(server, server.operatorKey());
    var path = "/console/people/" + invited.text("userId") + "/role";
    assertThat(operator.form(path, "role", "auditor").status()).isEqualTo(303);

    assertThat(isSignedIn(member)).isFalse();
    assertThat(member.get("/console/agents").status()).isEqualTo(303);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String returnPath(String wanted) {
    var page = BrowserSession.signedOut(server).get(SIGN_IN + "?return=" + encoded(wanted)).body();
    var start = page.indexOf("name=\"return\" value=\"") + 21;
    return page.substring(start, page.indexOf('"', start)).replace("&amp;", "&");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/oauth/authorize?client_id=a&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&state=x..y",
        "/oauth/authorize?redirect_uri=http://localhost:1/cb",
        "/account/passkeys",
        "/device?user_code=ABCD"
      })
  void a_sign_in_returns_to_pages_for_users(String path) {
    assertThat(returnPath(path)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/account\\..\\x",
        "/oauth/authorize/../../console",
        "/oauth/authorize/%2e%2e/x",
        "/oauth/authorize//evil.example",
        "/oauth/authorizer",
        "/accounts",
        "/oauth/token",
        "/console/agents",
        "javascript:alert(1)",
        "/account\u007f",
        "/account\r\nSet-Cookie: a=b",
        "/account#@evil.example",
        "account",
        ""
      })
  void a_sign_in_returns_nowhere_else(String path) {
    assertThat(returnPath(path)).isEqualTo("/account");
  }

  @Test
  void pages_that_prove_an_identity_allow_redirects_to_clients_and_no_frames() {
    for (var page : List.of(SIGN_IN, "/account/confirm")) {
      var policies = member.get(page).headers().get("content-security-policy");

      assertThat(policies).as(page).hasSize(1);
      assertThat(policies.getFirst())
          .contains("frame-ancestors 'none'", "default-src 'none'")
          .doesNotContain("form-action");
    }
    for (var page : List.of("/account", "/console/sign-in", "/console/confirm")) {
      assertThat(member.get(page).header("content-security-policy").orElseThrow())
          .as(page)
          .contains("form-action 'self'");
    }
  }

  @Test
  void a_route_learns_which_user_is_signed_in_and_how() {
    var users = server.internals().signedInUsers();

    var found = users.find(List.of(member.cookie())).orElseThrow();

    assertThat(found.id().value()).isEqualTo(invited.text("userId"));
    assertThat(found.name()).isEqualTo("Ada");
    assertThat(found.method()).isEqualTo(SignInMethod.SIGN_IN_LINK);
    assertThat(found.authenticatedAt()).isEqualTo(server.clock().instant());
    assertThat(found.formToken()).isEqualTo(member.formToken());
    assertThat(users.find(List.of())).isEmpty();
    assertThat(users.find(List.of("signet=no-such-session"))).isEmpty();
    var byKey = BrowserSession.signIn(server, server.operatorKey());
    assertThat(users.find(List.of(byKey.cookie()))).isEmpty();
    member.form("/account/sign-out");
    assertThat(users.find(List.of(member.cookie()))).isEmpty();
  }

  @Test
  void a_route_learns_to_which_organizations_a_user_belongs() {
    var users = server.internals().signedInUsers();
    var ada = new UserId(invited.text("userId"));
    var other = new OrganizationId(server.createOrganization("foreign-" + ++count));

    assertThat(users.organizationsOf(ada).contains(new OrganizationId(organization))).isTrue();
    assertThat(users.organizationsOf(ada).contains(other)).isFalse();
    assertThat(users.organizationsOf(ada).contains(OrganizationId.DEFAULT)).isFalse();

    var operator = BrowserSession.signIn(server, server.operatorKey());
    operator.form("/console/people/" + ada.value() + "/role", "role", "auditor");
    assertThat(users.organizationsOf(ada).contains(OrganizationId.DEFAULT)).isTrue();
    assertThat(users.organizationsOf(ada).contains(other)).isFalse();

    operator.form("/console/people/" + ada.value() + "/remove");
    assertThat(users.organizationsOf(ada).contains(OrganizationId.DEFAULT)).isFalse();
    assertThat(users.organizationsOf(ada).contains(new OrganizationId(organization))).isFalse();
  }
}
