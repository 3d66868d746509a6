package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.Credential.PrivateKeyJwt;
import dev.signet.client.testing.InterceptingProxy;
import dev.signet.client.testing.InterceptingProxy.ProxiedRequest;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent shows who it is: by a secret, an API key, or a signature. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuthenticationTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  private static final String TOKEN = "POST /oauth/token";

  @Test
  void a_client_secret_travels_in_a_header_and_nowhere_else() {
    var agent = server.createAgent("parcels:read");

    server.client().credential(agent.credential()).build().token();

    var asked = server.proxy().requests(TOKEN).getFirst();
    assertThat(asked.header("Authorization").orElseThrow()).startsWith("Basic ");
    assertThat(asked.body()).isEqualTo("grant_type=client_credentials");
  }

  @Test
  void the_agents_id_does_as_well_as_its_client_id() {
    var agent = server.createAgent("parcels:read");

    var byId = new ClientSecret(agent.id(), secretOf(agent));

    assertThat(server.client().credential(byId).build().token().scopes())
        .containsExactly("parcels:read");
  }

  @Test
  void a_wrong_secret_is_reported_with_the_servers_error_code() {
    var agent = server.createAgent("parcels:read");
    var other = secretOf(server.createAgent("parcels:read"));
    var client =
        server.client().credential(new ClientSecret(agent.credential().clientId(), other)).build();

    assertThatThrownBy(client::token)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(401);
              assertThat(refused.error()).isEqualTo("invalid_client");
              assertThat(refused.description()).isEqualTo("Client authentication failed");
              assertThat(refused).hasMessageNotContaining(other.reveal());
            });
    assertThat(server.proxy().requests(TOKEN)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = "ES384", mode = EnumSource.Mode.EXCLUDE)
  void an_agent_with_a_key_needs_no_secret(KeyAlgorithm algorithm) {
    var key = GeneratedKeys.of(algorithm);
    var client = server.client().credential(keyed(key)).build();

    assertThat(client.token().scopes()).containsExactly("parcels:read");

    var asked = server.proxy().requests(TOKEN).getFirst();
    assertThat(asked.header("Authorization")).isEmpty();
    var form = form(asked);
    assertThat(form)
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    var assertion = Jws.parse(form.getOrDefault("client_assertion", "")).orElseThrow();
    assertThat(assertion.headerText("alg")).contains(algorithm.wire());
    assertThat(assertion.headerText("kid")).contains(key.keyId());
    assertThat(assertion.claims())
        .containsOnlyKeys("iss", "sub", "aud", "jti", "iat", "exp")
        .containsEntry("aud", server.issuer())
        .containsEntry("iss", form.get("client_id"))
        .containsEntry("sub", form.get("client_id"));
    assertThat(assertion.claims().get("exp")).isEqualTo(plus(60, assertion.claims().get("iat")));
  }

  private static long plus(long seconds, @Nullable Object time) {
    return time instanceof Long before ? before + seconds : -1;
  }

  @Test
  void an_assertion_is_used_once_even_where_the_answer_to_it_was_lost() {
    var client = server.client().credential(keyed(GeneratedKeys.of(KeyAlgorithm.ES256))).build();
    server
        .proxy()
        .handleNext(
            TOKEN,
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.respond(503),
            InterceptingProxy.REQUEST_LOST);

    client.token();

    assertThat(
            server.proxy().requests(TOKEN).stream().map(ask -> form(ask).get("client_assertion")))
        .hasSize(4)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_signature_by_another_key_opens_nothing() {
    var known = keyed(GeneratedKeys.of(KeyAlgorithm.ES256));
    var otherKey = new PrivateKeyJwt(known.clientId(), AgentKey.generate());

    assertThatThrownBy(server.client().credential(otherKey).build()::token)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.error()).isEqualTo("invalid_client"));
  }

  @Test
  void an_agent_with_a_key_can_ask_about_tokens() {
    var client = server.client().credential(keyed(GeneratedKeys.of(KeyAlgorithm.EDDSA))).build();
    var token = client.token().value();

    assertThat(client.introspect(token)).containsEntry("active", true);
    assertThat(client.introspect(Secret.of("unheard-of"))).isEqualTo(Map.of("active", false));
  }

  @Test
  void a_key_is_not_rotated_by_itself() {
    var client = server.client().credential(keyed(GeneratedKeys.of(KeyAlgorithm.ES256))).build();

    assertThatThrownBy(client::rotate).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example.com",
        "ftp://id.example.com",
        "id.example.com",
        "https://user@id.example.com",
        "https://id.example.com?x",
        "https://id.example.com#x",
        ""
      })
  void a_secret_is_not_sent_over_plain_http(String issuer) {
    var builder = SignetClient.builder(issuer).credential(new ClientSecret("x", "y"));

    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void plain_http_needs_loopback_or_the_option() {
    for (var issuer : List.of("http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1")) {
      SignetClient.builder(issuer).credential(new ClientSecret("x", "y")).build();
    }
    SignetClient.builder("http://signet:8080")
        .allowPlainHttp()
        .credential(new ClientSecret("x", "y"))
        .build();
  }

  @Test
  void redirects_are_not_followed() {
    var following = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    var builder = server.client().credential(new ClientSecret("x", "y")).http(following);
    assertThatThrownBy(builder::build).hasMessageContaining("redirects");

    var client =
        server.client().credential(server.createAgent("parcels:read").credential()).build();
    server
        .proxy()
        .handleNext(TOKEN, InterceptingProxy.respond(307, "Location: https://evil.example.com/"));
    assertThatThrownBy(client::token)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.status()).isEqualTo(307));
  }

  @Test
  void one_credential_is_needed_and_not_two() {
    assertThatThrownBy(server.client()::build).isInstanceOf(IllegalArgumentException.class);
    var secret = new ClientSecret("x", "y");
    var both = server.client().credential(secret).credential(new TestStores.InMemory(secret));
    assertThatThrownBy(both::build).isInstanceOf(IllegalArgumentException.class);
  }

  private static Secret secretOf(TestAgent agent) {
    return ((ClientSecret) agent.credential()).secret();
  }

  /** An agent that has this key and nothing else. */
  private static PrivateKeyJwt keyed(AgentKey key) {
    var made =
        server.sendAsOperator(
            "POST",
            "/api/v1/agents",
            Map.of(
                "name",
                "courier",
                "scopes",
                List.of("parcels:read"),
                "jwks",
                Json.parseObject(key.publicJwks()).orElseThrow()));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new PrivateKeyJwt(made.text("clientId"), key);
  }

  private static Map<String, String> form(ProxiedRequest ask) {
    return Arrays.stream(ask.body().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }
}
