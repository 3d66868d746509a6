package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Leak reports of sessions, sign-in links and operator keys.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LeakedSignInsTest {
  private static final Pattern LINK = Pattern.compile("link_[0-9A-Za-z]{46}");
  private static final Pattern PERSON = Pattern.compile("/console/people/([0-9a-f-]{36})");

  @RegisterExtension static final TestServer server = new TestServer().with("leaks", "quarantine");

  private static BrowserSession visitor() {
    return BrowserSession.signIn(server, server.operatorKey());
  }

  private static TestResponse reports(String field, String text) {
    var answer = server.unauthenticated().post("/api/v1/leaks", field, text);
    assertThat(answer.status()).isEqualTo(202);
    return answer;
  }

  private static TestResponse lastLeak() {
    return server.operator().get("/api/v1/audit?limit=1&action=leak.reported");
  }

  private static String found(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return Objects.requireNonNull(matcher.group(matcher.groupCount()));
  }

  private static TestResponse opens(String link) {
    return BrowserSession.signedOut(server).form("/console/welcome", "link", link, "name", "Eve");
  }

  @Test
  void a_session_whose_cookie_leaks_ends_and_the_others_go_on() {
    var leaked = visitor();
    var other = visitor();

    reports("text", "Cookie: lang=en; " + leaked.cookie() + "\r\n");

    assertThat(leaked.get("/console/agents").status()).isEqualTo(303);
    assertThat(other.get("/console/agents").status()).isEqualTo(200);
    assertThat(lastLeak().json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"session\",\"done\":\"revoked\"}");
    assertThat(lastLeak().body()).doesNotContain(leaked.cookie().substring("signet=".length()));
    assertThat(server.operator().get("/metrics").body())
        .contains("signet_leaks_reported_total{kind=\"session\",outcome=\"revoked\"} 1");
  }

  @Test
  void an_expired_session_was_already_inactive() {
    var idle = visitor();
    server.clock().advance(Duration.ofHours(1));

    reports("value", idle.cookie().substring("signet=".length()));

    assertThat(lastLeak().json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"session\",\"done\":\"already_dead\"}");
  }

  @Test
  void a_session_ends_with_the_report_of_its_key_and_does_not_come_back_with_it() {
    var made =
        server.operator().post("/api/v1/operator-keys", "name", "leaky", "scopes", List.of("*"));
    var visitor = BrowserSession.signIn(server, made.text("secret"));

    reports("value", made.text("secret"));

    assertThat(lastLeak().text("data/0/metadata/done")).isEqualTo("quarantined");
    assertThat(visitor.get("/console/agents").status()).isEqualTo(303);
    server.operator().post("/api/v1/operator-keys/" + made.text("keyId") + "/release");
    assertThat(visitor.get("/console/agents").status()).isEqualTo(303);
    assertThat(BrowserSession.signIn(server, made.text("secret")).get("/console/agents").status())
        .isEqualTo(200);
  }

  @Test
  void a_session_ends_with_the_report_of_its_key_though_that_is_the_last_and_kept()
      throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var visitor = BrowserSession.signIn(fresh, fresh.operatorKey());

      fresh.unauthenticated().post("/api/v1/leaks", "value", fresh.operatorKey());

      assertThat(
              fresh
                  .operator()
                  .get("/api/v1/audit?action=leak.reported")
                  .text("data/0/metadata/done"))
          .isEqualTo("kept");
      assertThat(visitor.get("/console/agents").status()).isEqualTo(303);
    }
  }

  @Test
  void the_cookie_before_a_confirmation_ends_nothing() {
    var visitor = visitor();
    var confirmed = visitor.form("/console/confirm", "operator_key", server.operatorKey());
    var renewed = BrowserSession.fromSignIn(server, confirmed);
    var before = lastLeak().text("total");

    reports("value", visitor.cookie().substring("signet=".length()));

    assertThat(renewed.get("/console/agents").status()).isEqualTo(200);
    assertThat(lastLeak().text("total")).isEqualTo(before);
  }

  @Test
  void a_leaked_link_is_revoked_and_another_can_be_created() {
    var owner = visitor();
    var made = owner.form("/console/people/new", "name", "Ben", "role", "auditor").body();
    var link = found(LINK, made);
    var ben = found(PERSON, made);

    reports("text", server.server().issuer() + "/console/welcome?link=" + link + "&x=y");

    assertThat(opens(link).status()).isEqualTo(410);
    assertThat(lastLeak().json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"sign_in_link\",\"done\":\"revoked\"}");
    assertThat(lastLeak().json("data/0/credentialFingerprint")).isEqualTo(ben);
    assertThat(lastLeak().body()).doesNotContain(link);
    var again = found(LINK, owner.form("/console/people/" + ben + "/link").body());
    assertThat(opens(again).status()).isEqualTo(303);

    var before = lastLeak().text("total");
    reports("value", again);
    assertThat(lastLeak().text("total")).isEqualTo(before);
  }

  @Test
  void the_link_of_the_first_start_ends_and_the_next_start_prints_another() throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var link = found(LINK, fresh.server().firstSignInLink().orElseThrow());

      fresh.unauthenticated().post("/api/v1/leaks", "value", link);

      var come =
          BrowserSession.signedOut(fresh).form("/console/welcome", "link", link, "name", "Eve");
      assertThat(come.status()).isEqualTo(410);
      assertThat(
              fresh
                  .operator()
                  .get("/api/v1/audit?action=leak.reported")
                  .json("data/0/credentialFingerprint"))
          .isEqualTo("first");
      var next = found(LINK, fresh.server().firstSignInLink().orElseThrow());
      var ada =
          BrowserSession.signedOut(fresh).form("/console/welcome", "link", next, "name", "Ada");
      assertThat(ada.status()).isEqualTo(303);
    }
  }

  @Test
  void an_expired_link_was_already_inactive() {
    var made = visitor().form("/console/people/new", "name", "Late", "role", "auditor").body();
    server.clock().advance(Duration.ofHours(4));

    reports("value", found(LINK, made));

    assertThat(lastLeak().json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"sign_in_link\",\"done\":\"already_dead\"}");
  }
}
