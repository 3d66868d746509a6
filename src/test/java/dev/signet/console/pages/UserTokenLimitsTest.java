package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.isActive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Limits of the tokens of an organization, for tokens about users of its resources.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UserTokenLimitsTest {
  private static final String FILES = "https://files.example.com/mcp";

  @RegisterExtension static final TestServer server = new TestServer();

  private static String organization;
  private static ConnectingClient app;

  private final BrowserSession ada = signIn();

  @BeforeAll
  static void register() {
    organization = server.createOrganization("files");
    var made =
        server
            .operator()
            .post(
                "/api/v1/resources",
                "uri",
                FILES,
                "name",
                "Example Files",
                "organizationId",
                organization,
                "allowedUsers",
                "everyone",
                "scopes",
                List.of(
                    Map.of("name", "files.read", "title", "Read your files", "isDefault", true),
                    Map.of("name", "files.list", "title", "List your files", "isOptional", true)));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    app = ConnectingClient.register(server, "Reader", "https://reader.example.com/callback");
  }

  /// On a day of its own for each test.
  private static BrowserSession signIn() {
    server.clock().advance(Duration.ofDays(1));
    return ConnectingClient.signInUser(server, "Ada");
  }

  private static void limit(int tokensPerDay) {
    server.setLimits(organization, Map.of("tokensPerDay", tokensPerDay));
  }

  private static void isRefused(TestResponse answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.json("error")).isEqualTo("quota_exceeded");
    assertThat(answer.json("organizationId")).isEqualTo(organization);
  }

  @Test
  void codes_and_refreshes_count_for_the_organization_of_the_resource() {
    limit(2);
    var tokens = app.connect(ada, FILES);
    var refreshed = app.refresh(tokens.text("refresh_token"));
    assertThat(refreshed.status()).isEqualTo(200);

    isRefused(app.refresh(refreshed.text("refresh_token")));
    isRefused(app.redeem(app.code(ada, FILES)));
  }

  @Test
  void a_code_that_is_refused_can_be_redeemed_later() {
    limit(0);
    var code = app.code(ada, FILES);
    isRefused(app.redeem(code));

    limit(1);

    assertThat(app.redeem(code).status()).isEqualTo(200);
  }

  @Test
  void a_code_that_is_used_again_is_noticed_although_the_limit_is_used_up() {
    limit(1);
    var code = app.code(ada, FILES);
    var token = app.redeem(code).text("access_token");
    isRefused(app.redeem(app.code(ada, FILES)));
    assertThat(isActive(server, token)).isTrue();

    var reused = app.redeem(code);

    assertThat(reused.json("error")).isEqualTo("invalid_grant");
    assertThat(isActive(server, token)).isFalse();
  }
}
