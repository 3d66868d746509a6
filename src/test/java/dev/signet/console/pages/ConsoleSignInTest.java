package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sign-in to the console, tested with plain HTTP requests.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsoleSignInTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static String keyWith(String... scopes) {
    return server
        .operator()
        .post("/api/v1/operator-keys", "name", "a key", "scopes", List.of(scopes))
        .text("secret");
  }

  private static BrowserSession signedIn() {
    return BrowserSession.signIn(server, server.operatorKey());
  }

  @Test
  void a_page_redirects_to_sign_in_and_back_to_the_page() {
    var turnedAway = server.unauthenticated().get("/console/agents?q=a&status=active");

    assertThat(turnedAway.status()).isEqualTo(303);
    var door = turnedAway.header("location").orElseThrow();
    assertThat(door)
        .isEqualTo("/console/sign-in?return=%2Fconsole%2Fagents%3Fq%3Da%26status%3Dactive");
    assertThat(server.unauthenticated().get(door).body())
        .contains("value=\"/console/agents?q=a&amp;status=active\"");

    var let =
        BrowserSession.signedOut(server)
            .form(
                "/console/sign-in",
                "operator_key",
                server.operatorKey(),
                "return",
                "/console/agents?q=a&status=active");
    assertThat(let.status()).isEqualTo(303);
    assertThat(let.header("location")).contains("/console/agents?q=a&status=active");
  }

  @Test
  void invalid_sessions_are_rate_limited_and_signed_in_users_at_the_address_are_not()
      throws Exception {
    try (var strict = new TestServer().with("rate-public", "5")) {
      strict.start();
      var gone = BrowserSession.signIn(strict, strict.operatorKey());
      assertThat(gone.form("/console/sign-out").status()).isEqualTo(303);
      var here = BrowserSession.signIn(strict, strict.operatorKey());

      assertThat(gone.get("/console/agents").status()).isEqualTo(303);
      for (var i = 0; i < 10; i++) {
        gone.get("/console/agents");
      }

      var heldUp = gone.get("/console/agents");
      assertThat(heldUp.status()).isEqualTo(429);
      assertThat(heldUp.header("retry-after")).isPresent();
      assertThat(here.get("/console/agents").status()).isEqualTo(200);
    }
  }

  @Test
  void redirects_stay_on_this_site() {
    for (var elsewhere :
        List.of(
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "/console//evil.example",
            "/console/../../x",
            "/console/%2e%2e/oauth/x",
            "/console/%2E%2e/oauth/x",
            "/console/.%2E/oauth/x",
            "/console%2f..%2fx",
            "/console/%5c%5cevil.example",
            "/console/./x",
            "/console/.",
            "/console/" + "x".repeat(2_000),
            "/consolevil",
            "/api/v1/agents",
            "/console/\r\nSet-Cookie: a=b",
            "javascript:alert(1)")) {
      var let =
          BrowserSession.signedOut(server)
              .form("/console/sign-in", "operator_key", server.operatorKey(), "return", elsewhere);
      assertThat(let.header("location")).as(elsewhere).contains("/console");
      assertThat(let.header("a")).isEmpty();
    }
  }

  @Test
  void a_query_cannot_redirect_to_another_site() {
    var path = "/console/agents?q=a%2Fb%2E";

    assertThat(
            BrowserSession.signedOut(server)
                .form("/console/sign-in", "operator_key", server.operatorKey(), "return", path)
                .header("location"))
        .contains(path);
  }

  @Test
  void long_return_paths_are_not_echoed() {
    for (var door : List.of("/console/sign-in", "/console/sign-in/passkey")) {
      var within =
          BrowserSession.signedOut(server).form(door, "return", "/console/" + "\"".repeat(40_000));
      assertThat(within.status()).as(door).isIn(403, 422);
      assertThat(within.body()).as(door).hasSizeLessThan(10_000).contains("value=\"/console\"");

      var beyond =
          BrowserSession.signedOut(server)
              .form(door, "return", "/console/" + "\"".repeat(1_000_000));
      assertThat(beyond.status()).as(door).isEqualTo(413);
      assertThat(beyond.header("content-type")).contains("text/html; charset=utf-8");
      assertThat(beyond.body())
          .contains("Content too large", "131072 bytes")
          .hasSizeLessThan(10_000);
    }
    var confirming = signedIn();
    assertThat(
            confirming.form("/console/confirm", "return", "/console/" + "\"".repeat(40_000)).body())
        .hasSizeLessThan(10_000);
    assertThat(confirming.form("/console/invites/new", "name", "\"".repeat(200_000)).status())
        .isEqualTo(413);
  }

  @Test
  void scripts_and_forms_of_other_sites_cannot_use_the_cookie() {
    var cookie =
        BrowserSession.signedOut(server)
            .form("/console/sign-in", "operator_key", server.operatorKey())
            .header("set-cookie")
            .orElseThrow();

    assertThat(cookie).matches("signet=sess_[0-9A-Za-z]{46}; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void over_https_the_cookie_is_bound_to_the_host() throws Exception {
    try (var secure = new TestServer().with("issuer", "https://signet.example")) {
      secure.start();
      var cookie =
          BrowserSession.signedOut(secure)
              .form("/console/sign-in", "operator_key", secure.operatorKey())
              .header("set-cookie")
              .orElseThrow();

      assertThat(cookie)
          .startsWith("__Host-signet=sess_")
          .endsWith("; Path=/; HttpOnly; SameSite=Lax; Secure");
    }
  }

  @Test
  void an_invalid_operator_key_is_refused_and_not_echoed() {
    for (var wrong :
        List.of("", "nothing", server.operatorKey() + "x", "sk_live_" + "0".repeat(46))) {
      var answer = BrowserSession.signedOut(server).form("/console/sign-in", "operator_key", wrong);

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.header("set-cookie")).isEmpty();
      assertThat(answer.body()).contains("not an active operator key");
      if (!wrong.isEmpty()) {
        assertThat(answer.body()).doesNotContain(wrong);
      }
    }
    assertThat(server.operator().get("/api/v1/audit?action=auth.failed").json("data/0/metadata"))
        .contains("operator_key");
  }

  @Test
  void an_invalid_passkey_response_is_refused() {
    for (var wrong :
        List.of(
            "",
            "x",
            "{}",
            "[]",
            "null",
            "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}",
            "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{"
                + "\"clientDataJSON\":\"e30\",\"authenticatorData\":\"AA\",\"signature\":\"AA\"},"
                + "\"clientExtensionResults\":{}}")) {
      var answer =
          BrowserSession.signedOut(server).form("/console/sign-in/passkey", "response", wrong);

      assertThat(answer.status()).as(wrong).isEqualTo(403);
      assertThat(answer.header("set-cookie")).isEmpty();
      assertThat(answer.body()).contains("This passkey is not known here");
    }
    assertThat(signedIn().form("/console/account/passkeys", "name", "a", "response", "x").status())
        .isEqualTo(409);
  }

  @Test
  void wrong_keys_are_rate_limited_and_the_right_key_is_not() throws Exception {
    try (var strict = new TestServer().with("failures-per-address", "3")) {
      strict.start();
      for (var i = 0; i < 3; i++) {
        assertThat(
                BrowserSession.signedOut(strict)
                    .form("/console/sign-in", "operator_key", "x" + i)
                    .status())
            .isEqualTo(422);
      }
      var told = BrowserSession.signedOut(strict).form("/console/sign-in", "operator_key", "x");

      assertThat(told.status()).isEqualTo(429);
      assertThat(told.header("retry-after")).isPresent();
      assertThat(told.header("set-cookie")).isEmpty();
      assertThat(
              BrowserSession.signedOut(strict)
                  .form("/console/sign-in", "operator_key", strict.operatorKey())
                  .header("set-cookie"))
          .isPresent();
    }
  }

  @Test
  void opened_wrong_links_are_not_counted_and_sent_ones_do_not_block_a_valid_link()
      throws Exception {
    try (var strict = new TestServer().with("failures-per-address", "3")) {
      strict.start();
      var good = pathOf(strict);
      for (var link : List.of("x", "", "link_" + "0".repeat(46))) {
        for (var i = 0; i < 3; i++) {
          assertThat(strict.unauthenticated().get("/console/welcome?link=" + link).status())
              .isEqualTo(410);
        }
      }
      assertThat(strict.unauthenticated().get(good).status()).isEqualTo(200);
      assertThat(strict.operator().get("/api/v1/audit?action=auth.failed").text("total"))
          .isEqualTo("0");

      for (var i = 0; i < 3; i++) {
        assertThat(
                BrowserSession.signedOut(strict).form("/console/welcome", "link", "x" + i).status())
            .isEqualTo(410);
      }
      assertThat(BrowserSession.signedOut(strict).form("/console/welcome", "link", "x").status())
          .isEqualTo(429);
      assertThat(strict.unauthenticated().get(good).status()).isEqualTo(200);
      var link = good.substring(good.indexOf('=') + 1);
      assertThat(
              BrowserSession.signedOut(strict)
                  .form("/console/welcome", "link", link, "name", "First")
                  .header("set-cookie"))
          .as("the right link")
          .isPresent();
    }
  }

  @Test
  void every_sign_in_starts_a_new_session_whatever_the_cookie() {
    var planted = signedIn().cookie();
    var again =
        BrowserSession.signedOut(server)
            .with("Cookie", planted)
            .form("/console/sign-in", "operator_key", server.operatorKey());

    assertThat(again.header("set-cookie").orElseThrow()).doesNotStartWith(planted);
  }

  @Test
  void signing_in_ends_only_the_previous_session_of_the_browser() {
    var before = signedIn();
    var elsewhere = signedIn();
    var at = BrowserSession.signedOut(server).with("Cookie", before.cookie());

    at.form("/console/sign-in", "operator_key", "x");
    assertThat(before.get("/console/agents").status()).isEqualTo(200);
    var after =
        BrowserSession.fromSignIn(
            server, at.form("/console/sign-in", "operator_key", server.operatorKey()));

    assertThat(before.get("/console/agents").status()).isEqualTo(303);
    assertThat(after.get("/console/agents").status()).isEqualTo(200);
    assertThat(elsewhere.get("/console/agents").status()).isEqualTo(200);
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=console.signed_in&limit=1")
                .text("data/0/metadata/replaced_session_id"))
        .hasSize(36);
  }

  @Test
  void the_audit_log_says_which_key_was_used() {
    var made =
        server.operator().post("/api/v1/operator-keys", "name", "second", "scopes", List.of("*"));
    var visitor = BrowserSession.signIn(server, made.text("secret"));
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=console.signed_in&limit=1")
                .text("data/0/metadata/key_id"))
        .isEqualTo(made.text("keyId"));

    visitor.form("/console/confirm", "operator_key", server.operatorKey());

    var confirmed = server.operator().get("/api/v1/audit?action=console.confirmed&limit=1");
    assertThat(confirmed.text("data/0/actor/id")).isEqualTo(made.text("keyId"));
    assertThat(confirmed.text("data/0/metadata/key_id"))
        .isNotEmpty()
        .isNotEqualTo(made.text("keyId"));
  }

  @Test
  void a_session_that_was_signed_out_cannot_be_confirmed() throws Exception {
    try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var round = 0; round < 40; round++) {
        var visitor = signedIn();
        var start = new CyclicBarrier(2);
        var confirming =
            both.submit(() -> {
              start.await();
              return visitor.form("/console/confirm", "operator_key", server.operatorKey());
            });
        var leaving =
            both.submit(() -> {
              start.await();
              return visitor.form("/console/sign-out");
            });
        var confirmed = confirming.get().header("set-cookie").isPresent();
        leaving.get();

        var trail = server.operator().get("/api/v1/audit?limit=2").body();
        var left = trail.indexOf("console.signed_out");
        var proved = trail.indexOf("console.confirmed");
        assertThat(proved >= 0).as(trail).isEqualTo(confirmed);
        // The newest event is first: no confirmation is recorded in a session that was signed out.
        assertThat(left < 0 || proved < 0 || left < proved).as(trail).isTrue();
      }
    }
  }

  @Test
  void an_invalid_cookie_is_refused() {
    var good = signedIn().cookie();
    for (var cookie :
        List.of(
            "signet=",
            "signet=x",
            good.substring(0, good.length() - 1),
            good + "x",
            good + "; " + good,
            "__Host-" + good,
            "signet=" + server.operatorKey())) {
      assertThat(server.unauthenticated().with("Cookie", cookie).get("/console/agents").status())
          .as(cookie)
          .isEqualTo(303);
    }
  }

  @Test
  void a_session_is_refused_at_the_api_and_a_key_at_the_pages() {
    assertThat(signedIn().get("/api/v1/agents").status()).isEqualTo(401);
    assertThat(server.operator().get("/console/agents").status()).isEqualTo(303);
  }

  @Test
  void a_session_expires_after_an_hour_without_use() {
    var visitor = signedIn();
    for (var i = 0; i < 3; i++) {
      server.clock().advance(Duration.ofMinutes(59));
      assertThat(visitor.get("/console/agents").status()).isEqualTo(200);
    }
    server.clock().advance(Duration.ofMinutes(60));
    assertThat(visitor.get("/console/agents").status()).isEqualTo(303);
  }

  @Test
  void a_session_ends_after_half_a_day_however_much_it_is_used() {
    var visitor = signedIn();
    for (var i = 0; i < 23; i++) {
      server.clock().advance(Duration.ofMinutes(30));
      assertThat(visitor.get("/console/agents").status()).isEqualTo(200);
    }
    server.clock().advance(Duration.ofMinutes(30));
    assertThat(visitor.get("/console/agents").status()).isEqualTo(303);
  }

  @Test
  void a_session_ends_with_the_key_that_began_it() {
    var made =
        server.operator().post("/api/v1/operator-keys", "name", "short", "scopes", List.of("*"));
    var visitor = BrowserSession.signIn(server, made.text("secret"));
    assertThat(visitor.get("/console/agents").status()).isEqualTo(200);

    server.operator().delete("/api/v1/operator-keys/" + made.text("keyId"));

    assertThat(visitor.get("/console/agents").status()).isEqualTo(303);
  }

  @Test
  void a_session_ends_when_the_key_that_began_it_is_given_another_secret() {
    var made =
        server.operator().post("/api/v1/operator-keys", "name", "leaky", "scopes", List.of("*"));
    var visitor = BrowserSession.signIn(server, made.text("secret"));
    var other = signedIn();

    var rotated = server.operator().post("/api/v1/operator-keys/" + made.text("keyId") + "/rotate");

    assertThat(visitor.get("/console/agents").status()).isEqualTo(303);
    assertThat(other.get("/console/agents").status()).isEqualTo(200);
    assertThat(
            BrowserSession.signIn(server, rotated.text("secret")).get("/console/agents").status())
        .isEqualTo(200);
  }

  @Test
  void signing_out_ends_this_session_and_everywhere_ends_all() {
    var here = signedIn();
    var there = signedIn();
    var elsewhere = signedIn();

    var left = here.form("/console/sign-out");
    assertThat(left.header("location")).contains("/console/sign-in");
    assertThat(left.header("set-cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(here.get("/console/agents").status()).isEqualTo(303);
    assertThat(there.get("/console/agents").status()).isEqualTo(200);

    there.form("/console/sign-out-everywhere");
    assertThat(there.get("/console/agents").status()).isEqualTo(303);
    assertThat(elsewhere.get("/console/agents").status()).isEqualTo(303);
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=console.signed_out")
                .json("data/0/metadata/session_count"))
        .isNotEqualTo("0");
  }

  @Test
  void the_first_user_signs_in_by_the_link_once() throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var address = fresh.server().firstSignInLink().orElseThrow();
      assertThat(address).startsWith(fresh.server().issuer() + "/console/welcome?link=link_");
      var link = address.substring(address.indexOf("link_"));
      var path = "/console/welcome?link=" + link;

      assertThat(fresh.unauthenticated().get(path).status()).isEqualTo(200);
      var nameless = BrowserSession.signedOut(fresh).form("/console/welcome", "link", link);
      assertThat(nameless.status()).isEqualTo(422);
      var come =
          BrowserSession.signedOut(fresh).form("/console/welcome", "link", link, "name", "Ada");
      assertThat(come.status()).isEqualTo(303);
      var ada = BrowserSession.fromSignIn(fresh, come);
      assertThat(ada.get("/console/agents").body()).contains("Ada");

      assertThat(fresh.unauthenticated().get(path).status()).isEqualTo(410);
      assertThat(
              BrowserSession.signedOut(fresh)
                  .form("/console/welcome", "link", link, "name", "Eve")
                  .status())
          .isEqualTo(410);
      assertThat(fresh.server().firstSignInLink()).isEmpty();
      var trail = fresh.operator().get("/api/v1/audit?action=console.signed_in");
      assertThat(trail.json("data/0/actor/type")).isEqualTo("operator");
      assertThat(trail.json("data/0/metadata/method")).isEqualTo("sign_in_link");
    }
  }

  @Test
  void a_link_is_valid_for_an_hour_and_until_the_next_is_created() throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var before = pathOf(fresh);
      var after = pathOf(fresh);

      assertThat(fresh.unauthenticated().get(before).status()).isEqualTo(410);
      assertThat(fresh.unauthenticated().get(after).status()).isEqualTo(200);
      fresh.clock().advance(Duration.ofHours(1));
      assertThat(fresh.unauthenticated().get(after).status()).isEqualTo(410);
    }
  }

  private static String pathOf(TestServer fresh) {
    var address = fresh.server().firstSignInLink().orElseThrow();
    return address.substring(fresh.server().issuer().length());
  }

  @Test
  void a_form_of_another_site_is_refused() {
    var visitor = signedIn();
    for (var sent :
        List.of(
            List.of("Origin", "https://evil.example"),
            List.of("Origin", "null"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"))) {
      var answer =
          server
              .unauthenticated()
              .with("Cookie", visitor.cookie())
              .with(sent.getFirst(), sent.getLast())
              .form("/console/sign-out", "form_token", visitor.formToken());
      assertThat(answer.status()).as(sent.toString()).isEqualTo(403);
    }
    var silent =
        server
            .unauthenticated()
            .with("Cookie", visitor.cookie())
            .form("/console/sign-out", "form_token", visitor.formToken());
    assertThat(silent.status()).isEqualTo(403);
    assertThat(visitor.get("/console/agents").status()).isEqualTo(200);
  }

  @Test
  void a_form_without_its_sessions_token_is_refused() {
    var visitor = signedIn();
    var other = signedIn();
    var from = BrowserSession.signedOut(server).with("Cookie", visitor.cookie());
    for (var token : List.of("", "x", other.formToken(), visitor.formToken() + "x")) {
      assertThat(from.form("/console/sign-out", "form_token", token).status()).isEqualTo(403);
    }
    assertThat(from.form("/console/sign-out").status()).isEqualTo(403);
    assertThat(from.post("/console/sign-out", "form_token", visitor.formToken()).status())
        .isEqualTo(403);
    assertThat(visitor.get("/console/agents").status()).isEqualTo(200);
  }

  @Test
  void pages_cannot_be_framed_cached_or_sniffed_and_run_only_our_scripts() {
    var visitor = signedIn();
    for (var answer :
        List.of(
            visitor.get("/console/agents"),
            visitor.get("/console/nothing"),
            visitor.form("/console/nothing"),
            server.unauthenticated().get("/console/sign-in"),
            server.unauthenticated().get("/console/agents"))) {
      isHardened(answer);
      assertThat(answer.header("cache-control")).contains("no-store");
      assertThat(answer.body())
          .doesNotContainPattern("<script(?![^>]* src=)")
          .doesNotContainPattern("(?i)<[^>]+\\son[a-z]+=")
          .doesNotContainPattern("(?i)<[^>]+\\sstyle=")
          .doesNotContain("<style", "javascript:");
    }
  }

  private static void isHardened(TestResponse answer) {
    assertThat(answer.header("content-security-policy"))
        .contains(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri"
                + " 'none'");
    assertThat(answer.header("x-frame-options")).contains("DENY");
    assertThat(answer.header("x-content-type-options")).contains("nosniff");
    assertThat(answer.header("referrer-policy")).contains("same-origin");
  }

  @Test
  void files_are_named_by_their_content_and_cached_for_long() {
    var page = server.unauthenticated().get("/console/sign-in").body();
    var files =
        Pattern.compile("/console/static/[a-z.]+-[0-9a-f]{16}\\.(css|js|svg)")
            .matcher(page)
            .results()
            .map(found -> found.group())
            .distinct()
            .toList();

    assertThat(files).hasSize(4);
    for (var file : files) {
      var answer = server.unauthenticated().get(file);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("cache-control")).contains("public, max-age=31536000, immutable");
      isHardened(answer);
    }
  }

  @Test
  void an_error_is_a_page_with_a_sentence_and_the_request_id() {
    TestClient asking = server.unauthenticated().with("X-Request-Id", "asked-1");

    var answer = asking.get("/console/nothing");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("content-type")).contains("text/html; charset=utf-8");
    assertThat(answer.body()).contains("Not found", "The address may be mistyped", "asked-1");
  }

  @Test
  void a_user_is_offered_and_allowed_only_the_scopes_of_their_key() {
    var reader = BrowserSession.signIn(server, keyWith("agents:read"));

    assertThat(reader.get("/console/agents").body()).doesNotContain("/console/agents/new");
    assertThat(reader.get("/console/agents/new").status()).isEqualTo(403);
    assertThat(BrowserSession.signIn(server, keyWith("audit:read")).get("/console/agents").status())
        .isEqualTo(403);
  }
}
