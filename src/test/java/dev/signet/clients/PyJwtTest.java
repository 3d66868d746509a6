package dev.signet.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An API in Python that checks our tokens with PyJWT, knowing the issuer and nothing else.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PyJwtTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String API = "https://parcels.example";

  /// The system's own, which is the one that its packages are for.
  private static final String PYTHON = "/usr/bin/python3";

  private static JsonNode verified(TestServer at, String token, String audience) {
    var asked =
        JSON.createObjectNode()
            .put("issuer", at.server().issuer())
            .put("token", token)
            .put("audience", audience);
    try {
      var process = new ProcessBuilder(PYTHON, "src/test/python/verify.py").start();
      try (var in = process.getOutputStream()) {
        in.write(asked.toString().getBytes(UTF_8));
      }
      var out = new String(process.getInputStream().readAllBytes(), UTF_8);
      var err = new String(process.getErrorStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(err).isZero();
      return JSON.readTree(out);
    } catch (IOException e) {
      throw new AssertionError("make check needs Python 3 with PyJWT (python3-jwt)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "EdDSA"})
  void a_token_is_checked_by_the_issuer_alone(String alg) throws IOException {
    try (var at = new TestServer().listeningAtIssuer().with("token-alg", alg)) {
      at.start();
      at.clock().set(Instant.now());
      var agent = at.registerAgent("courier", "read");
      var token =
          at.unauthenticated()
              .basic(agent.clientId(), agent.secret())
              .form("/oauth/token", "grant_type", "client_credentials", "resource", API)
              .text("access_token");

      var claims = verified(at, token, API);

      assertThat(claims.path("client_id").asString(""))
          .as("%s", claims)
          .isEqualTo(agent.clientId());
      assertThat(claims.path("scope").asString("")).isEqualTo("read");
      assertThat(verified(at, token, "https://other.example").path("refused").asString(""))
          .isEqualTo("InvalidAudienceError");
      var signature = token.lastIndexOf('.') + 1;
      var forged =
          token.substring(0, signature) + new StringBuilder(token.substring(signature)).reverse();
      assertThat(verified(at, forged, API).path("refused").asString("")).isNotEmpty();
    }
  }
}
