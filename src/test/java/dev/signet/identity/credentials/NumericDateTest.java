package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestServer;
import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Times in JWTs signed by clients: seconds, which may have a fraction or an exponent ([RFC 7519
/// §2](https://www.rfc-editor.org/rfc/rfc7519#section-2)).
@DisplayNameGeneration(ReplaceUnderscores.class)
class NumericDateTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final TestClientKey KEY = TestClientKey.generate();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final SigningAgent agent = SigningAgent.register(server, KEY);

  private static long now() {
    return server.clock().instant().getEpochSecond();
  }

  private static BigDecimal fraction(long seconds) {
    return new BigDecimal(seconds).add(new BigDecimal("0.5"));
  }

  @Test
  void an_assertion_may_have_fractions_in_all_of_its_times() {
    var assertion =
        agent
            .assertion()
            .claim("iat", fraction(now()))
            .claim("nbf", fraction(now() - 1))
            .claim("exp", fraction(now() + 30));

    assertThat(
            agent
                .post("/oauth/token", assertion.build(), "grant_type", "client_credentials")
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_proof_may_have_a_fraction_in_its_time() {
    var courier = server.registerAgent("courier", "read");
    var proof =
        server
            .proof(TestClientKey.generate(), "POST", "/oauth/token")
            .claim("iat", fraction(now()));

    assertThat(courier.requestToken(proof).text("token_type")).isEqualTo("DPoP");
  }

  @Test
  void a_whole_number_may_be_written_with_a_fraction_or_an_exponent() {
    for (var end : new String[] {now() + 30 + ".0", (now() + 30) + "00e-2", "1.77468844E9"}) {
      var assertion = agent.assertion().claim("exp", number(end));

      assertThat(
              agent
                  .post("/oauth/token", assertion.build(), "grant_type", "client_credentials")
                  .status())
          .as(end)
          .isEqualTo(200);
    }
  }

  private static JsonNode number(String text) {
    return JSON.readTree("[" + text + "]").get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "exp, soon, exp is not a time",
    "exp, , exp is missing",
    "nbf, soon, nbf is not a time",
    "iat, soon, iat is not a time"
  })
  void an_invalid_time_is_named_in_the_audit_detail(String name, String value, String detail) {
    var assertion = agent.assertion().claim(name, value);

    RefusalAssertions.isOAuthError(
        agent.post("/oauth/token", assertion.build(), "grant_type", "client_credentials"),
        401,
        "invalid_client");
    assertThat(agent.newestEvent("auth.failed").text("data/0/metadata/detail")).isEqualTo(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e300", "9999999999999999999999", "1e18"})
  void a_time_out_of_range_is_refused(String value) {
    for (var name : new String[] {"exp", "nbf"}) {
      var assertion = agent.assertion().claim(name, JSON.createArrayNode());
      var said = assertion.claims().replace("[]", value);

      RefusalAssertions.isOAuthError(
          agent.post(
              "/oauth/token",
              KEY.sign(assertion.header(), said),
              "grant_type",
              "client_credentials"),
          401,
          "invalid_client");
    }
  }

  @Test
  void fractions_are_not_rounded() {
    var late =
        agent
            .assertion()
            .claim("exp", new BigDecimal(now() - 10).subtract(new BigDecimal("0.001")));
    var justInTime =
        agent.assertion().claim("exp", new BigDecimal(now() - 10).add(new BigDecimal("0.5")));

    RefusalAssertions.isOAuthError(
        agent.post("/oauth/token", late.build(), "grant_type", "client_credentials"),
        401,
        "invalid_client");
    assertThat(
            agent
                .post("/oauth/token", justInTime.build(), "grant_type", "client_credentials")
                .status())
        .isEqualTo(200);
  }
}
