package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.PrivateKeyJwt;
import dev.signet.client.testing.InterceptingProxy;
import dev.signet.client.testing.InterceptingProxy.ProxiedRequest;
import dev.signet.client.testing.ParcelApi;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that are tied to the agent's key, at a server and an API that both want nonces. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopTest {
  @RegisterExtension static final SignetServer server = new SignetServer("--dpop-nonce", "true");

  private static final String TOKEN = "POST /oauth/token";
  private static final String ME = "GET /api/agents/me";

  private static ParcelApi parcels;

  @TempDir private Path folder;

  @BeforeAll
  static void startServer() {
    parcels =
        new ParcelApi(
            url -> TokenVerifier.builder(server.issuer()).audience(url).requireNonces().build());
  }

  @AfterAll
  static void stopServer() {
    parcels.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_token_is_bound_to_the_agents_key(KeyAlgorithm algorithm) {
    var key = GeneratedKeys.of(algorithm);
    var client = client(server.createAgent("parcels:read"), key).build();

    var token = client.token();

    assertThat(token.isBound()).isTrue();
    assertThat(token.scheme()).isEqualTo("DPoP");
    assertThat(client.introspect(token.value()))
        .containsEntry("token_type", "DPoP")
        .containsEntry("cnf", Map.of("jkt", key.thumbprint()));
  }

  @Test
  void a_nonce_costs_a_second_request_only_the_first_time() {
    var client = client(server.createAgent("parcels:read"), AgentKey.generate()).build();

    client.token();
    client.token(client.defaultRequest().withResources(parcels.url()));

    var asked = server.proxy().requests(TOKEN);
    assertThat(asked).hasSize(3);
    assertThat(asked.stream().map(DpopTest::nonce).filter(Optional::isPresent)).hasSize(2);
    assertThat(asked.stream().map(DpopTest::jti)).doesNotHaveDuplicates();
  }

  @Test
  void an_api_of_the_server_takes_the_token_with_its_proof() throws Exception {
    var client = client(server.createAgent("parcels:read"), AgentKey.generate()).build();
    var me = URI.create(server.issuer() + "/api/agents/me");

    var answer = client.send(HttpRequest.newBuilder(me), BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    // The nonce was known from the token endpoint of the same server.
    var asked = server.proxy().requests(ME);
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().header("Authorization").orElseThrow()).startsWith("DPoP ");
    // Without the proof it is worth nothing.
    var token = client.token().value().reveal();
    var stolen = server.send("GET", "/api/agents/me", Map.of(), "Authorization", "Bearer " + token);
    assertThat(stolen.status()).isEqualTo(401);
  }

  @Test
  void another_api_has_a_nonce_of_its_own() throws Exception {
    var agent = server.createAgent("parcels:read");
    var client = client(agent, AgentKey.generate()).resources(parcels.url()).build();
    var before = parcels.calls().size();

    for (var i = 0; i < 3; i++) {
      var request =
          HttpRequest.newBuilder(parcels.at("/parcels?page=" + i))
              .POST(BodyPublishers.ofString("body " + i));
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).endsWith("body " + i);
    }

    // The first was sent twice, for the nonce; each time with a new proof.
    var asked = parcels.calls().subList(before, parcels.calls().size());
    assertThat(asked).hasSize(4);
    assertThat(asked.stream().map(ParcelApi.ReceivedCall::proofs)).doesNotHaveDuplicates();
    assertThat(server.proxy().requests(TOKEN)).hasSize(2);
  }

  @Test
  void a_server_that_changes_its_nonce_all_the_time_is_not_asked_for_ever() {
    var client = client(server.createAgent("parcels:read"), AgentKey.generate()).build();
    var challenge =
        InterceptingProxy.respond(
            401, "DPoP-Nonce: other", "WWW-Authenticate: DPoP error=\"use_dpop_nonce\"");
    server.proxy().handleNext(TOKEN, challenge, challenge, challenge);

    assertThatThrownBy(client::token).isInstanceOf(RefusedException.class);

    assertThat(server.proxy().requests(TOKEN)).hasSize(2);
  }

  @Test
  void a_new_nonce_that_comes_with_an_answer_is_taken_over() {
    var client = client(server.createAgent("parcels:read"), AgentKey.generate()).build();
    server
        .proxy()
        .handleNext(
            TOKEN,
            (ask, onward) -> Optional.of(onward.send(ask)),
            (ask, onward) ->
                Optional.of(
                    onward.send(ask).replaceFirst("\r\n", "\r\nDPoP-Nonce: the-next-one\r\n")));

    client.token();
    client.token(client.defaultRequest().withResources(parcels.url()));

    assertThat(nonce(server.proxy().requests(TOKEN).get(2))).contains("the-next-one");
  }

  @Test
  void a_token_that_is_not_bound_though_a_proof_was_sent_is_not_taken() {
    var client = client(server.createAgent("parcels:read"), AgentKey.generate()).build();
    server
        .proxy()
        .handleNext(
            TOKEN,
            (ask, onward) ->
                Optional.of(
                    "HTTP/1.1 200 OK\r\n"
                        + "Content-Length: 61\r\n\r\n"
                        + "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                        + " "));

    assertThatThrownBy(client::token)
        .isInstanceOf(InvalidResponseException.class)
        .hasMessageContaining("Bearer");
  }

  @Test
  void a_proof_is_new_each_time_even_where_the_answer_was_lost() {
    var client = client(server.createAgent("parcels:read"), AgentKey.generate()).build();
    client.token();
    server
        .proxy()
        .handleNext(
            TOKEN,
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.respond(503),
            InterceptingProxy.REQUEST_LOST);

    client.token(client.defaultRequest().withResources(parcels.url()));

    assertThat(server.proxy().requests(TOKEN).stream().map(DpopTest::jti))
        .hasSize(6)
        .doesNotHaveDuplicates();
  }

  @Test
  void the_key_is_kept_across_restarts() {
    var agent = server.createAgent("parcels:read");
    var path = folder.resolve("agent.jwk");

    var first = client(agent, AgentKey.loadOrGenerate(path)).build().token();
    var second = client(agent, AgentKey.loadOrGenerate(path)).build().token();

    assertThat(boundTo(first)).isEqualTo(boundTo(second));
  }

  @Test
  void an_agent_that_is_registered_with_its_key_gets_tokens_for_no_other() {
    var key = AgentKey.generate();
    var made =
        server.sendAsOperator(
            "POST",
            "/api/v1/agents",
            Map.of(
                "name",
                "courier",
                "scopes",
                List.of("parcels:read"),
                "dpopPublicJwk",
                Json.parseObject(key.publicJwk()).orElseThrow()));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var id = made.text("agentId");
    var given = server.sendAsOperator("POST", "/api/v1/agents/" + id + "/credentials", Map.of());
    var secret = new Credential.ClientSecret(id, given.text("clientSecret"));

    assertThat(server.client().credential(secret).dpop(key).build().token().isBound()).isTrue();
    for (var client :
        List.of(
            server.client().credential(secret).dpop(AgentKey.generate()).build(),
            server.client().credential(secret).build())) {
      assertThatThrownBy(client::token)
          .isInstanceOfSatisfying(
              RefusedException.class,
              refused -> assertThat(refused.error()).isEqualTo("invalid_dpop_proof"));
    }
  }

  @Test
  void one_key_can_do_both_as_FAPI_wants_it() throws Exception {
    var key = AgentKey.generate();
    var made =
        server.sendAsOperator(
            "POST",
            "/api/v1/agents",
            Map.of(
                "name",
                "courier",
                "scopes",
                List.of("parcels:read"),
                "fapi2",
                true,
                "tokenSigningAlg",
                "ES256",
                "jwks",
                Json.parseObject(key.publicJwks()).orElseThrow()));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var client =
        server
            .client()
            .credential(new PrivateKeyJwt(made.text("clientId"), key))
            .dpop(key)
            .resources(parcels.url())
            .build();

    var answer = client.send(HttpRequest.newBuilder(parcels.at("/")), BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(boundTo(client.token())).isEqualTo(key.thumbprint());
  }

  @Test
  void a_secret_is_rotated_with_a_bound_token_though_the_answer_is_lost() {
    var agent = server.createAgent("parcels:read");
    var store = CredentialFile.at(folder.resolve("agent.json")).initializeWith(agent.credential());
    var key = AgentKey.loadOrGenerate(folder.resolve("agent.jwk"));
    server
        .proxy()
        .handleNext(
            "POST /api/agents/me/rotate",
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.RESPONSE_LOST);
    assertThatThrownBy(server.client().credential(store).dpop(key).build()::rotate)
        .isInstanceOf(UnreachableException.class);

    var next = AgentKey.loadOrGenerate(folder.resolve("agent.jwk"));
    var client = server.client().credential(store).dpop(next).build();

    assertThat(client.token().isBound()).isTrue();
    var kept = store.read().orElseThrow();
    assertThat(kept.pending()).isEmpty();
    assertThat(kept.credential()).isNotEqualTo(agent.credential());
  }

  @Test
  void many_callers_at_once_have_a_proof_each() {
    var agent = server.createAgent("parcels:read");
    var client = client(agent, AgentKey.generate()).resources(parcels.url()).build();
    var before = parcels.calls().size();

    var answers =
        Race.of(
            32,
            () ->
                client
                    .send(HttpRequest.newBuilder(parcels.at("/")), BodyHandlers.ofString())
                    .statusCode());

    assertThat(answers).containsOnly(200);
    var asked = parcels.calls().subList(before, parcels.calls().size());
    assertThat(
            Set.copyOf(new HashSet<>(asked.stream().map(ParcelApi.ReceivedCall::proofs).toList())))
        .hasSize(asked.size());
  }

  private static SignetClient.Builder client(TestAgent agent, AgentKey key) {
    return server.client().credential(agent.credential()).dpop(key);
  }

  private static String boundTo(AccessToken token) {
    var cnf = (Map<?, ?>) Jws.parse(token.value().reveal()).orElseThrow().claims().get("cnf");
    return String.valueOf(cnf == null ? null : cnf.get("jkt"));
  }

  private static Jws proof(ProxiedRequest ask) {
    return Jws.parse(ask.header("DPoP").orElseThrow()).orElseThrow();
  }

  private static String jti(ProxiedRequest ask) {
    return String.valueOf(proof(ask).claims().get("jti"));
  }

  private static Optional<String> nonce(ProxiedRequest ask) {
    return Optional.ofNullable((String) proof(ask).claims().get("nonce"));
  }
}
