package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.answer;
import static dev.signet.console.pages.ConnectingClient.decisionOn;
import static dev.signet.console.pages.ConnectingClient.introspect;
import static dev.signet.console.pages.ConnectingClient.isActive;
import static dev.signet.console.pages.ConnectingClient.press;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Consents: when a user is asked, what the page says, and what ends with a consent.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsentTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String REDIRECT = "https://app.example.com/callback";
  private static final Pattern RESUME =
      Pattern.compile("name=\"return\" value=\"(/oauth/authorize\\?resume=[\\w-]+)\"");
  private static int count;

  private String files = "";
  private BrowserSession ada = ConnectingClient.signInUser(server, "Ada");
  private ConnectingClient app = ConnectingClient.register(server, "Files app", REDIRECT);

  @BeforeEach
  void register() {
    files = "https://mcp" + count++ + ".example.com/mcp";
    ConnectingClient.registerResource(server, files);
  }

  private static boolean asks(BrowserSession user, String path) {
    var seen = user.get(path);
    return seen.status() == 200 && seen.body().contains("name=\"decision\"");
  }

  private String consentId() {
    return server
        .operator()
        .get("/api/v1/consents?agentId=" + app.agentId())
        .json()
        .get("data")
        .get(0)
        .get("consentId")
        .asString();
  }

  @Test
  void the_page_names_the_client_the_resource_the_scopes_and_the_destination() {
    var page = ada.get(app.request(files, "scope", "files.read files.purge"));

    assertThat(page.body())
        .contains("Files app", "Example Files", files, "Read your files", "Delete all files")
        .contains("high risk", "app.example.com", "Ada", "registered here");
    assertThat(page.header("content-security-policy").orElseThrow())
        .doesNotContain("form-action")
        .contains("frame-ancestors 'none'");
    assertThat(page.header("cross-origin-opener-policy")).contains("unsafe-none");
  }

  @Test
  void a_program_on_the_users_computer_is_shown_as_one_that_cannot_be_checked() {
    var local = ConnectingClient.register(server, "Claude Code", "http://localhost/callback");

    assertThat(local.request(files)).isNotBlank();
    assertThat(ada.get(local.request(files)).body())
        .contains("A program on this computer", "a name that cannot be checked");
  }

  @Test
  void a_user_who_has_allowed_it_is_not_asked_again() {
    app.connect(ada, files);

    assertThat(answer(ada.get(app.request(files)))).containsKey("code");
    assertThat(answer(ada.get(app.request(files, "prompt", "none")))).containsKey("code");
  }

  @Test
  void a_program_on_the_users_computer_always_needs_a_click() {
    var local = ConnectingClient.register(server, "Local", "http://127.0.0.1/callback");
    local.connect(ada, files);

    assertThat(asks(ada, local.request(files))).isTrue();
    assertThat(answer(ada.get(local.request(files, "prompt", "none"))))
        .containsEntry("error", "consent_required");
  }

  @Test
  void more_scopes_another_user_a_prompt_and_ninety_days_are_asked_about() {
    app.connect(ada, files);

    assertThat(asks(ada, app.request(files, "scope", "files.write"))).isTrue();
    assertThat(ada.get(app.request(files, "scope", "files.read files.write")).body())
        .contains("You have allowed", "new");
    assertThat(asks(ada, app.request(files, "prompt", "consent"))).isTrue();
    assertThat(asks(ConnectingClient.signInUser(server, "Bea"), app.request(files))).isTrue();
  }

  @Test
  void a_step_up_adds_to_the_consent_and_the_token_has_what_was_asked() {
    app.connect(ada, files);

    var tokens = app.connect(ada, files, "scope", "files.write");

    assertThat(tokens.text("scope")).isEqualTo("files.write");
    assertThat(
            server
                .operator()
                .get("/api/v1/consents/" + consentId())
                .json()
                .get("scopes")
                .toString())
        .contains("files.read", "files.write");
  }

  @Test
  void a_high_risk_needs_a_fresh_authentication_and_is_never_given_silently() {
    var path = app.request(files, "scope", "files.purge");
    app.connect(ada, files, "scope", "files.purge");
    assertThat(asks(ada, path)).isTrue();

    server.clock().advance(Duration.ofMinutes(6));
    var redirect = press(ada, path, "allow");

    assertThat(redirect.header("location").orElseThrow()).startsWith("/account/confirm?return=");
  }

  @Test
  void an_optional_scope_can_be_left_out() {
    var page = ada.get(app.request(files, "scope", "files.read files.list"));
    var redirect =
        ada.form(
            "/oauth/consent",
            "decision",
            decisionOn(page),
            "answer",
            "allow",
            "offered",
            "files.list files.read");

    var tokens = app.redeem(answer(redirect).getOrDefault("code", ""));

    assertThat(tokens.text("scope")).isEqualTo("files.read");
  }

  @Test
  void a_form_of_another_session_user_or_site_decides_nothing() {
    var decision = decisionOn(ada.get(app.request(files)));
    var bea = ConnectingClient.signInUser(server, "Bea");

    var stolen = bea.form("/oauth/consent", "decision", decision, "answer", "allow");
    assertThat(stolen.status()).isEqualTo(400);
    assertThat(stolen.header("location")).isEmpty();
    var foreign =
        server
            .unauthenticated()
            .with("Cookie", ada.cookie())
            .with("Origin", "https://evil.example.com")
            .form(
                "/oauth/consent",
                "decision",
                decision,
                "answer",
                "allow",
                "form_token",
                ada.formToken());
    assertThat(foreign.status()).isEqualTo(403);
    var unsigned =
        server
            .unauthenticated()
            .with("Cookie", ada.cookie())
            .with("Origin", server.base().toString())
            .form("/oauth/consent", "decision", decision, "answer", "allow");
    assertThat(unsigned.status()).isEqualTo(403);
    assertThat(ada.form("/oauth/consent", "decision", "x", "answer", "allow").status())
        .isEqualTo(400);
    assertThat(server.operator().get("/api/v1/consents?agentId=" + app.agentId()).text("total"))
        .isEqualTo("0");
  }

  @Test
  void a_form_that_is_sent_115_times_gives_codes_that_do_not_end_each_other() {
    var decision = decisionOn(ada.get(app.request(files)));
    var codes = new ArrayList<String>();
    for (var i = 0; i < 115; i++) {
      codes.add(
          answer(ada.form("/oauth/consent", "decision", decision, "answer", "allow"))
              .getOrDefault("code", ""));
    }

    var first = app.redeem(codes.getFirst());
    var last = app.redeem(codes.getLast());

    assertThat(last.status()).isEqualTo(200);
    assertThat(isActive(server, first.text("access_token"))).isTrue();
    assertThat(server.operator().get("/api/v1/consents?agentId=" + app.agentId()).text("total"))
        .isEqualTo("1");
  }

  @Test
  void a_page_that_is_older_than_ten_minutes_is_shown_again() {
    var decision = decisionOn(ada.get(app.request(files)));
    server.clock().advance(Duration.ofMinutes(11));

    var again = ada.form("/oauth/consent", "decision", decision, "answer", "allow");

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).contains("more than ten minutes");
  }

  @Test
  void a_user_who_is_not_the_one_meant_signs_out_and_the_next_one_decides() {
    var cyd = ConnectingClient.signInUser(server, "Cyd");
    var resume = RESUME.matcher(cyd.get(app.request(files)).body());
    assertThat(resume.find()).isTrue();

    var out = cyd.form("/account/sign-out", "return", resume.group(1));

    assertThat(out.header("location"))
        .contains("/account/sign-in?return=" + URLEncoder.encode(resume.group(1), UTF_8));
    assertThat(asks(ada, resume.group(1))).isTrue();
  }

  @Test
  void a_sign_out_leads_to_no_other_site_or_area() {
    for (var path : List.of("https://evil.example.com/", "//evil.example.com", "/console", "")) {
      var cyd = ConnectingClient.signInUser(server, "Cyd");
      assertThat(cyd.form("/account/sign-out", "return", path).header("location"))
          .as(path)
          .contains("/account/sign-in");
    }
  }

  @Test
  void an_operator_key_is_not_a_user() {
    var key = BrowserSession.signIn(server, server.operatorKey());

    assertThat(key.get(app.request(files)).body()).contains("operator key, which is not a user");
    assertThat(key.form("/oauth/consent", "decision", "x", "answer", "allow").status())
        .isEqualTo(403);
  }

  @Test
  void ending_a_consent_ends_its_tokens_codes_and_families_and_says_how_many() {
    var tokens = app.connect(ada, files);
    var more = app.refresh(tokens.text("refresh_token"));
    var other = app.connect(ada, files);
    var open = answer(ada.get(app.request(files))).getOrDefault("code", "");

    var ended = server.operator().delete("/api/v1/consents/" + consentId());

    assertThat(ended.status()).as(ended.body()).isEqualTo(200);
    assertThat(ended.text("endedConsentCount")).isEqualTo("1");
    assertThat(ended.text("revokedTokenCount")).isEqualTo("3");
    for (var each : List.of(tokens, more, other)) {
      assertThat(isActive(server, each.text("access_token"))).isFalse();
    }
    assertThat(app.refresh(more.text("refresh_token")).json("error")).isEqualTo("invalid_grant");
    assertThat(app.redeem(open).json("error")).isEqualTo("invalid_grant");
    assertThat(asks(ada, app.request(files))).as("the user is asked again").isTrue();
    assertThat(
            server.operator().delete("/api/v1/consents/" + consentId()).text("endedConsentCount"))
        .isEqualTo("0");
  }

  @Test
  void after_a_consent_has_ended_the_user_may_allow_the_client_again() {
    var before = app.connect(ada, files, "scope", "files.write");
    server.operator().delete("/api/v1/consents/" + consentId());

    var after = app.connect(ada, files);

    assertThat(after.text("scope")).isEqualTo("files.read");
    assertThat(isActive(server, after.text("access_token"))).isTrue();
    assertThat(isActive(server, before.text("access_token"))).isFalse();
    assertThat(asks(ada, app.request(files, "scope", "files.write"))).isTrue();
  }

  @Test
  void a_blocked_client_cannot_be_allowed_until_it_is_unblocked() {
    var tokens = app.connect(ada, files);
    var id = consentId();

    assertThat(server.operator().post("/api/v1/consents/" + id + "/block").status()).isEqualTo(200);

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    var page = ada.get(app.request(files));
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.body()).contains("blocked", "error=access_denied");
    assertThat(server.operator().post("/api/v1/consents/" + id + "/unblock").text("status"))
        .isEqualTo("ended");
    assertThat(asks(ada, app.request(files))).isTrue();
  }

  @Test
  void all_consents_of_a_user_end_at_once() {
    var one = app.connect(ada, files);
    var other = ConnectingClient.register(server, "Another app", REDIRECT);
    var two = other.connect(ada, files);
    var user = server.operator().get("/api/v1/consents/" + consentId()).text("userId");

    var ended = server.operator().post("/api/v1/users/" + user + "/consents/revoke");

    assertThat(ended.text("endedConsentCount")).isEqualTo("2");
    assertThat(ended.text("revokedTokenCount")).isEqualTo("2");
    assertThat(isActive(server, one.text("access_token"))).isFalse();
    assertThat(isActive(server, two.text("access_token"))).isFalse();
  }

  @Test
  void a_suspended_client_gets_nothing_and_its_tokens_end() {
    var tokens = app.connect(ada, files);

    server.operator().post("/api/v1/agents/" + app.agentId() + "/suspend");

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    assertThat(ada.get(app.request(files)).status()).isEqualTo(400);
    assertThat(app.refresh(tokens.text("refresh_token")).status()).isIn(400, 401);
  }

  @Test
  void the_audit_log_has_each_decision_and_no_name_of_a_user() {
    app.connect(ada, files);
    press(ada, app.request(files, "prompt", "consent"), "deny");
    press(ada, app.request(files, "prompt", "consent"), "deny");
    server.operator().delete("/api/v1/consents/" + consentId());

    var events =
        server.operator().get("/api/v1/audit?agentId=" + app.agentId() + "&limit=50").body();

    assertThat(events)
        .containsOnlyOnce("\"consent.granted\"")
        .containsOnlyOnce("\"consent.denied\"")
        .containsOnlyOnce("\"consent.ended\"")
        .doesNotContain("Ada");
  }

  @Test
  void a_removed_user_and_a_deleted_resource_end_the_tokens() {
    var cora = ConnectingClient.signInUser(server, "Cora");
    var tokens = app.connect(cora, files);
    var mine = app.connect(ada, files);
    var user = introspect(server, tokens.text("access_token")).text("sub");
    var operator = BrowserSession.signIn(server, server.operatorKey());

    assertThat(operator.form("/console/people/" + user + "/remove").status()).isEqualTo(303);

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(400);
    assertThat(isActive(server, mine.text("access_token"))).isTrue();
    var id = server.operator().get("/api/v1/consents?status=active").text("data/0/resourceId");

    assertThat(server.operator().delete("/api/v1/resources/" + id).status()).isEqualTo(204);

    assertThat(isActive(server, mine.text("access_token"))).isFalse();
    assertThat(app.refresh(mine.text("refresh_token")).status()).isEqualTo(400);
    assertThat(answer(ada.get(app.request(files)))).containsEntry("error", "invalid_target");
  }

  @Test
  void a_user_of_another_organization_may_use_only_what_is_for_everyone() {
    var organization = server.createOrganization("files-inc-" + count);
    var closed = "https://closed" + count + ".example.com/mcp";
    var open = "https://open" + count + ".example.com/mcp";
    for (var uri : List.of(closed, open)) {
      server
          .operator()
          .post(
              "/api/v1/resources",
              "uri",
              uri,
              "name",
              "Files Inc",
              "organizationId",
              organization,
              "allowedUsers",
              uri.equals(open) ? "everyone" : "members");
    }

    var refused = ada.get(app.request(closed));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("not a member", "error=access_denied");
    var tokens = app.connect(ada, open);
    assertThat(Jwt.of(tokens.text("access_token")).claim("organization_id")).contains(organization);
  }

  @Test
  void a_membership_that_is_removed_while_the_user_allows_a_client_gives_no_consent()
      throws InterruptedException {
    var dora = ConnectingClient.signInUser(server, "Dora");
    var decision = decisionOn(dora.get(app.request(files)));
    var pressed = new AtomicReference<TestResponse>();
    var pressing =
        Thread.ofPlatform()
            .unstarted(() ->
                pressed.set(dora.form("/oauth/consent", "decision", decision, "answer", "allow")));
    server
        .internals()
        .db()
        .inTransaction(tx -> {
          // As the removal of a member does: first the user's row, then the membership.
          tx.update("UPDATE users SET role = 'member' WHERE name = 'Dora' AND removed_at IS NULL")
              .execute();
          pressing.start();
          // Time for the request to read that Dora may use the resource; later it reads that she
          // may not.
          LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
          return tx;
        });
    pressing.join();

    assertThat(pressed.get().body()).doesNotContain("code=");
    assertThat(pressed.get().header("location").orElse("")).doesNotContain("code=");
    assertThat(server.operator().get("/api/v1/consents?agentId=" + app.agentId()).text("total"))
        .isEqualTo("0");
  }

  @Test
  void a_resource_that_is_for_members_alone_from_now_on_gives_others_no_more_tokens() {
    var organization = server.createOrganization("members-inc-" + count);
    var open = "https://opened" + count + ".example.com/mcp";
    var resource =
        server
            .operator()
            .post(
                "/api/v1/resources",
                "uri",
                open,
                "name",
                "Files Inc",
                "organizationId",
                organization,
                "allowedUsers",
                "everyone");
    var tokens = app.connect(ada, open);

    var changed =
        server
            .operator()
            .patch("/api/v1/resources/" + resource.text("resourceId"), "allowedUsers", "members");

    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void a_user_sees_and_ends_their_own_connections() {
    var tokens = app.connect(ada, files);
    var id = consentId();
    var bea = ConnectingClient.signInUser(server, "Bea");

    assertThat(ada.get("/account/connections").body())
        .contains("Files app", "Example Files", "Read your files");
    assertThat(bea.get("/account/connections").body()).doesNotContain("Files app");
    assertThat(bea.form("/account/connections/" + id + "/end").status()).isEqualTo(404);
    assertThat(isActive(server, tokens.text("access_token"))).isTrue();

    assertThat(ada.form("/account/connections/" + id + "/end").status()).isEqualTo(303);

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    assertThat(ada.get("/account/connections").body()).doesNotContain("Files app");
    var more = app.connect(ada, files);
    assertThat(ada.form("/account/connections/end-all").status()).isEqualTo(303);
    assertThat(isActive(server, more.text("access_token"))).isFalse();
  }

  @Test
  void revoking_all_tokens_of_a_client_ends_its_open_codes() {
    var code = app.code(ada, files);

    server.operator().post("/api/v1/agents/" + app.agentId() + "/tokens/revoke");

    assertThat(app.redeem(code).json("error")).isEqualTo("invalid_grant");
  }

  @Test
  void a_suspended_organizations_resource_gives_nothing() {
    var organization = server.createOrganization("suspended-" + count);
    var uri = "https://suspended" + count + ".example.com/mcp";
    server
        .operator()
        .post(
            "/api/v1/resources",
            "uri",
            uri,
            "name",
            "Their Files",
            "organizationId",
            organization,
            "allowedUsers",
            "everyone");
    var tokens = app.connect(ada, uri);
    var open = app.code(ada, uri);

    server.operator().post("/api/v1/organizations/" + organization + "/suspend");

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    assertThat(app.redeem(open).json("error")).isEqualTo("invalid_grant");
    assertThat(app.refresh(tokens.text("refresh_token")).json("error")).isEqualTo("invalid_grant");
    assertThat(ada.get(app.request(uri)).body()).contains("is suspended");
    assertThat(answer(ada.get(app.request(uri, "prompt", "none"))))
        .containsEntry("error", "access_denied");
  }

  @Test
  void a_client_of_another_organization_is_named_as_such_and_always_asks() {
    var organization = server.createOrganization("tenant-" + count);
    var made =
        server
            .operator()
            .post(
                "/api/v1/agents",
                "name",
                "Tenant app",
                "clientType",
                "public",
                "organizationId",
                organization,
                "redirectUris",
                List.of(REDIRECT));
    var tenant =
        new ConnectingClient(
            server, made.text("agentId"), made.text("clientId"), Optional.empty(), REDIRECT);
    tenant.connect(ada, files);

    assertThat(ada.get(tenant.request(files)).body())
        .contains("registered here", "by the organization");
  }
}
