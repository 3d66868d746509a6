package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Token revocation: RFC 7009, and all tokens of an agent at once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenRevocationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static boolean isActive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/revoke", "/api/v1/token/revoke"})
  void a_client_can_revoke_only_its_own_tokens(String path) {
    var agent = server.registerAgent("courier", "read");
    var one = agent.token();
    var other = agent.token();

    var answer =
        server.unauthenticated().basic(agent.clientId(), agent.secret()).form(path, "token", one);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(isActive(one)).isFalse();
    assertThat(agent.with(one).get("/api/agents/me").status()).isEqualTo(401);
    assertThat(isActive(other)).isTrue();
  }

  @Test
  void each_access_token_of_a_refresh_family_is_revoked_alone() {
    var agent =
        server.registerAgentWith(
            "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
    var client = server.unauthenticated().basic(agent.clientId(), agent.secret());
    var first = agent.requestToken();
    var second =
        client.form(
            "/oauth/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            first.text("refresh_token"));

    client.form("/oauth/revoke", "token", first.text("access_token"));

    assertThat(isActive(first.text("access_token"))).isFalse();
    assertThat(isActive(second.text("access_token"))).isTrue();
    assertThat(
            client
                .form(
                    "/oauth/token",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    second.text("refresh_token"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void revoking_it_again_or_revoking_an_unknown_token_is_200_and_changes_nothing() {
    var agent = server.registerAgent("courier", "read");
    var token = agent.token();
    var client = server.unauthenticated().basic(agent.clientId(), agent.secret());
    client.form("/oauth/revoke", "token", token);

    for (var text : List.of(token, "nonsense", "rt_nonsense", "a.b.c")) {
      assertThat(client.form("/oauth/revoke", "token", text).status()).isEqualTo(200);
    }
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=token.revoked&agentId=" + agent.id())
                .text("total"))
        .isEqualTo("1");
  }

  @Test
  void another_clients_token_stays_active() {
    var token = server.registerAgent("courier", "read").token();
    var other = server.registerAgent("other", "read");

    var answer =
        server
            .unauthenticated()
            .basic(other.clientId(), other.secret())
            .form("/oauth/revoke", "token", token);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_grant");
    assertThat(isActive(token)).isTrue();
  }

  @Test
  void a_bearer_needs_tokens_write_and_reaches_only_its_own_organization() {
    var token = server.registerAgent("courier", "read").token();
    var reader = server.registerAgent("reader", "tokens:read");
    var writer = server.registerAgent("writer", "tokens:write");
    var acme = server.createOrganization("revoke-acme");
    var stranger =
        server.registerAgentWith(
            "name", "stranger", "organizationId", acme, "scopes", List.of("tokens:write"));

    assertThat(reader.with(reader.token()).form("/oauth/revoke", "token", token).status())
        .isEqualTo(403);
    assertThat(stranger.with(stranger.token()).form("/oauth/revoke", "token", token).status())
        .isEqualTo(200);
    assertThat(isActive(token)).isTrue();
    assertThat(writer.with(writer.token()).form("/oauth/revoke", "token", token).status())
        .isEqualTo(200);
    assertThat(isActive(token)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/revoke", "/api/v1/token/revoke"})
  void an_agent_can_revoke_the_token_that_it_authenticates_with(String path) {
    var agent = server.registerAgent("courier", "read");
    var token = agent.token();

    var answer = agent.with(token).form(path, "token", token);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(isActive(token)).isFalse();
    assertThat(agent.with(token).form(path, "token", token).status()).isEqualTo(401);
    var event = server.operator().get("/api/v1/audit?action=token.revoked&agentId=" + agent.id());
    assertThat(event.text("total")).isEqualTo("1");
    assertThat(event.text("data/0/actor/id")).isEqualTo(agent.id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/oauth/revoke", "/api/v1/token/revoke"})
  void an_agent_can_revoke_any_of_its_tokens_with_any_other(String path) {
    var agent =
        server.registerAgentWith(
            "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
    var bearer = agent.token();
    var other = agent.token();
    var family = agent.requestToken();

    assertThat(agent.with(bearer).post(path, "token", other).status()).isEqualTo(200);
    assertThat(agent.with(bearer).form(path, "token", family.text("refresh_token")).status())
        .isEqualTo(200);

    assertThat(isActive(other)).isFalse();
    assertThat(isActive(family.text("refresh_token"))).isFalse();
    assertThat(isActive(family.text("access_token"))).isFalse();
    assertThat(isActive(bearer)).isTrue();
    assertThat(agent.with(bearer).form(path, "token", "nonsense").status()).isEqualTo(200);
  }

  @Test
  void an_agent_without_the_scope_cannot_revoke_another_agents_token() {
    var agent = server.registerAgent("courier", "read");
    var other =
        server
            .registerAgentWith(
                "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"))
            .requestToken();

    for (var text : List.of(other.text("access_token"), other.text("refresh_token"))) {
      var answer = agent.with(agent.token()).form("/oauth/revoke", "token", text);

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.json("error")).isEqualTo("insufficient_scope");
      assertThat(answer.header("WWW-Authenticate").orElse("")).contains("tokens:write");
      assertThat(isActive(text)).isTrue();
    }
  }

  @Test
  void a_refresh_token_is_revoked_with_its_family() {
    var agent =
        server.registerAgentWith(
            "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
    var first = agent.requestToken();
    var second =
        server
            .unauthenticated()
            .post(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first.text("refresh_token"));
    var unrelated = agent.token();

    var answer =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .form("/oauth/revoke", "token", second.text("refresh_token"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(isActive(first.text("access_token"))).isFalse();
    assertThat(isActive(second.text("access_token"))).isFalse();
    assertThat(isActive(second.text("refresh_token"))).isFalse();
    assertThat(isActive(unrelated)).isTrue();
  }

  @Test
  void an_unused_refresh_token_can_be_revoked() {
    var agent =
        server.registerAgentWith(
            "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
    var first = agent.requestToken();

    server.operator().form("/oauth/revoke", "token", first.text("refresh_token"));

    assertThat(isActive(first.text("access_token"))).isFalse();
    assertThat(
            server
                .unauthenticated()
                .post(
                    "/oauth/refresh",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    first.text("refresh_token"))
                .json("error"))
        .isEqualTo("invalid_grant");
  }

  @Test
  void all_tokens_of_an_agent_can_be_revoked_at_once_and_it_stays_active() {
    var agent = server.registerAgent("courier", "read");
    var one = agent.token();
    var two = agent.token();
    server.operator().form("/oauth/revoke", "token", one);
    var three = agent.token();
    var path = "/api/v1/agents/" + agent.id() + "/tokens";
    var listed = server.operator().get(path);
    assertThat(listed.text("total")).isEqualTo("2");
    assertThat(listed.text("data/0/tokenId")).isEqualTo(Jwt.of(three).claim("jti"));
    assertThat(listed.text("data/0/scope")).isEqualTo("read");
    assertThat(listed.body()).doesNotContain(three, two);

    var answer = server.operator().post(path + "/revoke");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"revokedTokenCount\":2}");
    assertThat(isActive(two)).isFalse();
    assertThat(isActive(three)).isFalse();
    assertThat(server.operator().get(path).text("total")).isEqualTo("0");
    assertThat(isActive(agent.token())).isTrue();
  }

  @Test
  void a_revoked_token_stays_revoked_after_a_restart() throws IOException {
    try (var restarted = new TestServer()) {
      restarted.start();
      var agent = restarted.registerAgent("courier");
      var dead = agent.token();
      var alive = agent.token();
      restarted.operator().form("/oauth/revoke", "token", dead);

      restarted.restart();

      assertThat(restarted.operator().form("/oauth/introspect", "token", dead).body())
          .isEqualTo("{\"active\":false}");
      assertThat(restarted.operator().form("/oauth/introspect", "token", alive).text("active"))
          .isEqualTo("true");
    }
  }
}
