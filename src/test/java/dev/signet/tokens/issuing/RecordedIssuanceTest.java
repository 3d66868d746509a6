package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.jose.SigningAlg;
import dev.signet.testing.Jwt;
import dev.signet.testing.LeakedSigningKeys;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A token that was made with a leaked signing key is refused on this server's own routes: the
/// audit log has no record of its issuance.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RecordedIssuanceTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private LeakedSigningKeys.LeakedSigningKey key;
  private TestAgent agent;

  @BeforeEach
  void leakAKey() {
    key = LeakedSigningKeys.of(server, SigningAlg.RS256, "current");
    agent = server.registerAgent("courier", "agents:read", "parcels:read");
  }

  private int opens(String token) {
    return server.unauthenticated().bearer(token).get("/api/v1/agents").status();
  }

  @Test
  void an_issued_token_is_accepted_repeatedly() {
    var token = agent.token();

    assertThat(opens(token)).isEqualTo(200);
    assertThat(opens(token)).isEqualTo(200);
  }

  @Test
  void a_token_with_an_unissued_id_is_refused() {
    var forged = key.forge(agent.token(), "jti", UUID.randomUUID().toString());

    assertThat(opens(forged)).isEqualTo(401);
    assertThat(opens(forged)).isEqualTo(401);
    assertThat(server.unauthenticated().bearer(forged).get("/api/agents/me").status())
        .isEqualTo(401);
  }

  @Test
  void a_token_with_the_id_of_another_kind_of_event_is_refused() {
    var event =
        server
            .operator()
            .get("/api/v1/audit?action=agent.created&agentId=" + agent.id())
            .text("data/0/eventId");

    assertThat(opens(key.forge(agent.token(), "jti", event))).isEqualTo(401);
  }

  @Test
  void a_token_with_the_id_of_another_token_must_match_its_record() {
    var other = server.registerAgent("other", "agents:read");
    var narrow = agent.requestToken("parcels:read").text("access_token");

    for (var isKnown : new boolean[] {false, true}) {
      if (isKnown) {
        assertThat(server.unauthenticated().bearer(narrow).get("/api/agents/me").status())
            .isEqualTo(200);
      }
      assertThat(opens(key.forge(narrow, "scope", "agents:read parcels:read"))).isEqualTo(401);
      assertThat(opens(key.forge(narrow, "scope", "agents:read"))).isEqualTo(401);
    }
    var token = agent.token();
    var later = server.clock().instant().getEpochSecond() + 3_700;
    assertThat(opens(key.forge(token, "exp", later))).isEqualTo(401);
    assertThat(opens(key.forge(token, "test", true))).isEqualTo(401);
    assertThat(
            opens(
                key.forge(
                    token, "agent_id", other.id(), "sub", other.id(), "client_id", other.id())))
        .isEqualTo(401);
    assertThat(opens(key.forge(token))).isEqualTo(200);
  }

  @Test
  void a_copy_of_a_revoked_token_that_names_another_family_is_refused() {
    var refresher =
        server.registerAgentWith(
            "name",
            "refresher",
            "scopes",
            List.of("agents:read"),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    var granted = refresher.requestToken();
    var token = granted.text("access_token");
    var other = Jwt.of(refresher.requestToken().text("access_token")).claim("fam");
    assertThat(opens(token)).isEqualTo(200);

    server.operator().form("/oauth/revoke", "token", granted.text("refresh_token"));

    assertThat(opens(token)).isEqualTo(401);
    assertThat(opens(key.forge(token, "fam", null))).isEqualTo(401);
    assertThat(opens(key.forge(token, "fam", other))).isEqualTo(401);
    assertThat(opens(key.forge(agent.token(), "fam", other))).isEqualTo(401);
  }

  @Test
  void a_token_issued_for_another_resource_is_refused() {
    var elsewhere =
        agent
            .client()
            .form(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                agent.clientId(),
                "client_secret",
                agent.secret(),
                "resource",
                "https://parcels.example")
            .text("access_token");

    assertThat(opens(elsewhere)).isEqualTo(401);
    assertThat(opens(key.forge(elsewhere, "aud", server.server().issuer()))).isEqualTo(401);
  }
}
