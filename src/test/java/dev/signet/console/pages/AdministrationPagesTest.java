package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The pages on the server itself: keys, users, invites and settings.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AdministrationPagesTest {
  private static final Pattern SECRET = Pattern.compile("sk_live_[A-Za-z0-9]+");
  private static final Pattern INVITE = Pattern.compile("inv_[A-Za-z0-9]+");
  private static final Pattern KIDS = Pattern.compile("name=\"kids\" value=\"([^\"]*)\"");

  @RegisterExtension static final TestServer server = new TestServer().with("registration", "open");

  private BrowserSession visitor;

  @BeforeEach
  void signIn() {
    visitor = BrowserSession.signIn(server, server.operatorKey());
  }

  private static String found(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern + " in the page").isTrue();
    return matcher.group(matcher.groupCount());
  }

  @Test
  void signing_keys_are_rotated_once_however_often_the_form_is_sent() {
    var rotate = "/console/keys/rotate?alg=ES256";
    var before = found(KIDS, visitor.get(rotate).body());
    visitor.form("/console/keys/rotate", "alg", "ES256", "kids", before, "force", "on");
    var kids = found(KIDS, visitor.get(rotate).body());

    visitor.form("/console/keys/rotate", "alg", "ES256", "kids", kids);
    assertThat(visitor.get("/console/keys").body()).contains("Nothing was done", "may sign from");
    visitor.form("/console/keys/rotate", "alg", "ES256", "kids", kids, "force", "on");
    assertThat(visitor.get("/console/keys").body()).contains("Rotated: ES256 signs with");
    visitor.form("/console/keys/rotate", "alg", "ES256", "kids", kids);

    assertThat(visitor.get("/console/keys").body()).contains("Nothing was done", "retired");
  }

  @Test
  void withdrawing_a_leaked_signing_key_needs_a_recent_confirmation() {
    var token = server.registerAgent("courier").token();
    var kid = Jwt.of(token).headers().get("kid").stringValue();
    var page = "/console/keys/" + kid + "/withdraw";
    assertThat(visitor.get("/console/keys").body()).contains("href=\"" + page + "\"");
    assertThat(visitor.get(page).body())
        .contains(
            "Withdraw the RS256 key " + kid + "?", "Every token signed with this key is revoked")
        .contains("name=\"reason\"", "Cancel");
    var tooLong = visitor.form(page, "reason", "x".repeat(501));
    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(tooLong.body()).contains("at most 500 characters");
    assertThat(visitor.get("/console/keys/none/withdraw").status()).isEqualTo(404);
    var stale = BrowserSession.signIn(server, server.operatorKey());
    server.clock().advance(Duration.ofMinutes(6));
    assertThat(stale.form(page).status()).isEqualTo(303);
    assertThat(isActive(token)).isTrue();
    var fresh = BrowserSession.signIn(server, server.operatorKey());

    var withdrawn = fresh.form(page, "reason", "found in a log");

    assertThat(withdrawn.header("Location")).contains("/console/keys");
    assertThat(fresh.get("/console/keys").body())
        .contains("Withdrawn: " + kid, "1 active token revoked");
    assertThat(isActive(token)).isFalse();
    assertThat(server.unauthenticated().get("/.well-known/jwks.json").body()).doesNotContain(kid);
    assertThat(fresh.form(page).status()).as("sent twice").isEqualTo(303);
    var event = server.operator().get("/api/v1/audit?action=operator.signing_key_withdrawn");
    assertThat(event.text("total")).isEqualTo("1");
    assertThat(event.text("data/0/metadata/reason")).isEqualTo("found in a log");
  }

  @Test
  void a_user_who_only_reads_keys_is_not_offered_to_withdraw_them() {
    var made =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "reader", "scopes", List.of("keys:read"));
    var reader = BrowserSession.signIn(server, made.text("secret"));
    var kid = server.operator().get("/api/v1/keys").text("data/0/kid");

    assertThat(reader.get("/console/keys").body()).contains(kid).doesNotContain("/withdraw");
    assertThat(reader.get("/console/keys/" + kid + "/withdraw").status()).isEqualTo(403);
    assertThat(reader.form("/console/keys/" + kid + "/withdraw").status()).isEqualTo(403);
  }

  private static boolean isActive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  @Test
  void an_operator_key_is_created_shown_once_and_revoked() {
    String[] form = {
      "name", "ci", "role", "custom", "scopes", "agents:read", "days", "30", "once", "form-1"
    };
    var made = visitor.form("/console/operator-keys/new", form);
    assertThat(made.status()).isEqualTo(201);
    var secret = found(SECRET, made.body());
    assertThat(server.unauthenticated().bearer(secret).get("/api/v1/agents").status())
        .isEqualTo(200);
    assertThat(found(SECRET, visitor.form("/console/operator-keys/new", form).body()))
        .isEqualTo(secret);

    var list = visitor.get("/console/operator-keys").body();
    assertThat(list).contains("ci", "agents:read").doesNotContain(secret);
    var id =
        found(
            Pattern.compile(
                "operator-keys/([0-9a-f-]{36})/revoke\">Revoke<span class=\"hidden\"> ci<"),
            list);
    assertThat(visitor.get("/console/operator-keys/" + id + "/revoke").body())
        .contains("Revoke “ci”?", "Cancel");
    visitor.form("/console/operator-keys/" + id + "/revoke");

    assertThat(server.unauthenticated().bearer(secret).get("/api/v1/agents").status())
        .isEqualTo(401);
  }

  @Test
  void the_last_key_that_may_do_everything_is_not_revoked() {
    var id =
        server
            .operator()
            .get("/api/v1/operator-keys")
            .json()
            .at("/data")
            .valueStream()
            .filter(key -> key.path("name").asString().equals("first operator key"))
            .findFirst()
            .orElseThrow()
            .path("keyId")
            .asString();

    var answer = visitor.form("/console/operator-keys/" + id + "/revoke");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("create another one first");
    assertThat(server.operator().get("/api/v1/agents").status()).isEqualTo(200);
  }

  @Test
  void a_refused_key_form_keeps_its_values() {
    var answer =
        visitor.form(
            "/console/operator-keys/new",
            "name",
            "\"><b>x",
            "role",
            "custom",
            "scopes",
            "nonsense");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("nonsense", "&#34;>").doesNotContain("<b>x");
  }

  @Test
  void an_unclaimed_agent_is_claimed_or_refused() {
    var one =
        server.unauthenticated().post("/v1/auth/agent-register", "name", "one").text("agentId");
    var two =
        server.unauthenticated().post("/v1/auth/agent-register", "name", "two").text("agentId");
    assertThat(visitor.get("/console/agents").body()).contains("href=\"/console/claims\"");
    assertThat(visitor.get("/console/claims").body()).contains("one", "two");
    assertThat(visitor.get("/console/agents/" + one).body())
        .contains("href=\"/console/claims/" + one + "\"");

    visitor.form("/console/claims/" + one, "owner", "Ann");
    visitor.form("/console/claims/" + two + "/refuse");

    assertThat(server.operator().get("/api/v1/agents/" + one).json("owner")).isEqualTo("Ann");
    assertThat(visitor.get("/console/agents/" + one).body()).doesNotContain("has no owner yet");
    assertThat(server.operator().get("/api/v1/agents/" + two).json("status"))
        .isEqualTo("decommissioned");
    assertThat(visitor.get("/console/claims").body()).contains("No unclaimed agents");
  }

  @Test
  void an_invite_is_created_shown_once_and_revoked() {
    var made = visitor.form("/console/invites/new", "name", "shop", "maxUses", "2", "days", "1");
    assertThat(made.status()).isEqualTo(201);
    var token = found(INVITE, made.body());
    var in =
        server
            .unauthenticated()
            .post("/v1/auth/agent-register", "name", "invited", "inviteToken", token);
    assertThat(in.status()).isEqualTo(201);

    var list = visitor.get("/console/invites").body();
    assertThat(list).contains("shop", "1 of 2").doesNotContain(token);
    var path = found(Pattern.compile("(/console/invites/[0-9a-f-]{36}/revoke)"), list);
    assertThat(visitor.get(path).body()).contains("1 use</strong>");
    visitor.form(path);

    assertThat(
            server
                .unauthenticated()
                .post("/v1/auth/agent-register", "name", "late", "inviteToken", token)
                .status())
        .isEqualTo(403);
  }

  /// Actions that cannot be undone, or whose effects outlive the session.
  @Test
  void a_session_without_a_recent_confirmation_cannot_do_irreversible_things() {
    var stale = BrowserSession.signIn(server, server.operatorKey());
    server.clock().advance(Duration.ofMinutes(6));
    var agent = "/console/agents/" + server.registerAgent("courier").id();
    var kid = server.operator().get("/api/v1/keys").text("data/0/kid");

    for (var page :
        List.of(
            "/console/invites/new",
            "/console/people/new",
            "/console/operator-keys/new",
            "/console/keys/rotate",
            "/console/keys/" + kid + "/withdraw",
            agent + "/decommission",
            agent + "/credentials/new",
            agent + "/api-key",
            agent + "/test-token",
            agent + "/tokens/revoke")) {
      for (var answer : List.of(stale.get(page), stale.form(page, "name", "by a thief"))) {
        assertThat(answer.status()).as(page).isEqualTo(303);
        assertThat(answer.header("Location").orElseThrow()).startsWith("/console/confirm");
      }
    }
    assertThat(stale.get("/console/invites").body()).doesNotContain("by a thief");
    assertThat(stale.get("/console/people").body()).doesNotContain("by a thief");
    assertThat(stale.get("/console/operator-keys").body()).doesNotContain("by a thief");
  }

  @Test
  void a_refused_invite_form_keeps_its_values() {
    var answer = visitor.form("/console/invites/new", "name", "shop", "maxUses", "many");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("many", "must be a whole number from 1 to 10000");
  }

  @Test
  void settings_are_shown_as_they_are_in_force() {
    assertThat(visitor.get("/console/settings").body())
        .contains("--registration", "open", "flag: --registration", "--token-alg", "default");
  }

  @Test
  void an_auditor_sees_all_pages_and_is_not_offered_changes() {
    var auditor =
        BrowserSession.signIn(
            server,
            server
                .operator()
                .post(
                    "/api/v1/operator-keys",
                    "name",
                    "auditor",
                    "scopes",
                    List.of("agents:read", "tokens:read", "keys:read", "operators:read"))
                .text("secret"));
    var paths =
        List.of(
            "/console/tools",
            "/console/keys",
            "/console/operator-keys",
            "/console/claims",
            "/console/invites",
            "/console/settings");

    for (var path : paths) {
      var answer = auditor.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.body()).as(path).doesNotContain("/revoke\"", "/new\"", "/rotate");
    }
  }
}
