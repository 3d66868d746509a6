package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.isActive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Authorization codes and consents across restarts and nodes, and races with their end.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuthorizationCodeNodesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String REDIRECT = "https://app.example.com/callback";
  private static int count;

  private static String registerResource() {
    var uri = "https://mcp" + count++ + ".example.com/mcp";
    ConnectingClient.registerResource(server, uri);
    return uri;
  }

  private static String consentId(ConnectingClient app) {
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
  void a_used_code_stays_used_after_a_restart_and_an_unused_one_works() {
    var files = registerResource();
    var ada = ConnectingClient.signInUser(server, "Ada");
    var app = ConnectingClient.register(server, "Files app", REDIRECT);
    var used = app.code(ada, files);
    var unused = app.code(ada, files);
    assertThat(app.redeem(used).status()).isEqualTo(200);

    server.restart();

    assertThat(app.redeem(unused).status()).isEqualTo(200);
    assertThat(app.redeem(used).json("error")).isEqualTo("invalid_grant");
  }

  @Test
  void another_node_redeems_a_code_once_and_sees_the_end_of_its_consent_at_once() {
    if (!TestDatabase.isPostgresql()) {
      return;
    }
    var files = registerResource();
    var ada = ConnectingClient.signInUser(server, "Ada");
    var app = ConnectingClient.register(server, "Files app", REDIRECT);
    var other = server.startNode();
    try {
      var code = app.code(ada, files);
      var tokens = app.redeemAt(other, code);
      assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
      assertThat(app.redeem(app.code(ada, files)).status()).isEqualTo(200);

      server.operator().delete("/api/v1/consents/" + consentId(app));

      assertThat(isActive(other, tokens.text("access_token"))).isFalse();
      assertThat(app.redeemAt(other, code).json("error")).isEqualTo("invalid_grant");
    } finally {
      other.server().close();
    }
  }

  @Test
  void whatever_is_redeemed_while_its_consent_ends_has_ended_when_that_answers() {
    var files = registerResource();
    var ada = ConnectingClient.signInUser(server, "Ada");
    var app = ConnectingClient.register(server, "Files app", REDIRECT);
    for (var round = 0; round < 5; round++) {
      app.connect(ada, files);
      var codes = List.of(app.code(ada, files), app.code(ada, files), app.code(ada, files));
      var id = consentId(app);
      var answers = new ConcurrentLinkedQueue<TestResponse>();
      var ended = new ConcurrentLinkedQueue<TestResponse>();

      ConcurrentCalls.race(
          4,
          caller -> {
            if (caller == 3) {
              ended.add(server.operator().delete("/api/v1/consents/" + id));
            } else {
              answers.add(app.redeem(codes.get(caller)));
            }
          });

      var issued = answers.stream().filter(answer -> answer.status() == 200).toList();
      for (var tokens : issued) {
        assertThat(isActive(server, tokens.text("access_token"))).isFalse();
        assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(400);
      }
      assertThat(ended.remove().text("revokedTokenCount"))
          .isEqualTo(Integer.toString(issued.size() + 1));
      assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 400);
    }
  }
}
