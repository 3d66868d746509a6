package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.testing.Await;
import dev.signet.client.testing.LendingAgents;
import dev.signet.client.testing.ParcelApi;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import dev.signet.client.testing.TestClock;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent acts for another one, and narrows tokens of its own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenExchangeTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  private static final String TOKEN = "POST /oauth/token";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static ParcelApi parcels;
  private static LendingAgents agents;

  private TestAgent orchestrator;
  private TestAgent worker;
  private TestAgent printer;
  private String first = "";
  private String second = "";

  @BeforeAll
  static void startApi() {
    parcels = new ParcelApi(url -> TokenVerifier.builder(server.issuer()).audience(url).build());
    agents = new LendingAgents(server, "parcels");
  }

  @AfterAll
  static void stopApi() {
    parcels.close();
  }

  @BeforeEach
  void lend() {
    orchestrator = agents.create("orchestrator", "parcels:read", "parcels:write");
    worker = agents.create("worker", "parcels:read", "parcels:write");
    printer = agents.create("printer", "parcels:read", "parcels:write");
    first = agents.lend(orchestrator, worker, parcels.url(), "parcels:read", "parcels:write");
    second = agents.lend(worker, printer, parcels.url(), "parcels:read");
  }

  @Test
  void the_chain_of_two_hops_is_in_the_token() throws Exception {
    var lent = agents.client(orchestrator).build().token().value();
    var workerClient = agents.client(worker).build();
    var handedOn = workerClient.token(workerClient.defaultRequest().onBehalfOf(lent));
    var printerClient = agents.client(printer).resources(parcels.url()).build();
    var wanted = printerClient.defaultRequest().onBehalfOf(handedOn.value());

    var answer =
        printerClient.send(
            HttpRequest.newBuilder(parcels.at("/parcels/7")), BodyHandlers.ofString(), wanted);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(handedOn.scopes()).containsExactlyInAnyOrder("parcels:read", "parcels:write");
    var token = printerClient.token(wanted);
    assertThat(token.scopes()).containsExactly("parcels:read");
    var verified = verifier().build().verify(token.value().reveal());
    assertThat(verified.subject()).isEqualTo(orchestrator.credential().clientId());
    assertThat(verified.clientId()).isEqualTo(printer.credential().clientId());
    assertThat(verified.actors())
        .containsExactly(
            new Actor(printer.credential().clientId(), Optional.of(server.issuer())),
            new Actor(worker.credential().clientId(), Optional.of(server.issuer())));
    assertThat(verified.delegationId()).contains(second);
    var first =
        TokenVerifier.builder(server.issuer())
            .audience(server.issuer())
            .build()
            .verify(handedOn.value().reveal());
    assertThat(first.delegationId()).contains(this.first);
  }

  @Test
  void an_api_can_require_an_actor_or_refuse_delegated_tokens() {
    var own = agents.client(worker).resources(parcels.url()).build();
    var delegated = exchanged(own).value().reveal();
    var plain = own.token().value().reveal();

    verifier().requireActor().build().verify(delegated);
    verifier().refuseDelegatedTokens().build().verify(plain);

    isForbidden(verifier().requireActor().build(), plain, "actor_required");
    isForbidden(verifier().refuseDelegatedTokens().build(), delegated, "delegated_token");
  }

  @Test
  void an_exchanged_token_is_requested_once_and_cached() {
    var client = agents.client(worker).resources(parcels.url()).build();
    var wanted = client.defaultRequest().onBehalfOf(lentToken());
    var before = tokenRequests();

    var tokens = Race.of(20, () -> client.token(wanted));

    assertThat(Set.copyOf(tokens)).hasSize(1);
    assertThat(tokenRequests() - before).isEqualTo(1);
    assertThat(client.token(client.defaultRequest().onBehalfOf(lentToken())))
        .isNotEqualTo(tokens.getFirst());
  }

  @Test
  void a_token_that_cannot_be_valid_longer_is_not_renewed_again() {
    var clock = new TestClock();
    var client = server.client().credential(worker.credential()).clock(clock).build();
    var wanted = client.defaultRequest().onBehalfOf(Secret.of("subject"));
    server.proxy().handleNext(TOKEN, TokenResponses.of("a", 3600), TokenResponses.of("b", 540));
    var before = tokenRequests();
    var old = client.token(wanted);

    clock.forward(Duration.ofMinutes(51));
    Await.until(() -> !client.token(wanted).equals(old));
    clock.forward(Duration.ofSeconds(525));

    assertThat(client.token(wanted).value().reveal()).isEqualTo("b");
    assertThat(tokenRequests() - before).isEqualTo(2);
  }

  @Test
  void refused_exchanges_leave_nothing_in_memory() {
    var cache =
        new TokenCache(
            new TestClock(),
            wanted -> {
              throw new IllegalStateException("refused");
            });

    for (var i = 0; i < 1000; i++) {
      var wanted = TokenRequest.ALL_SCOPES.onBehalfOf(Secret.of("token-" + i));
      assertThatThrownBy(() -> cache.get(wanted)).hasMessageContaining("refused");
    }

    assertThat(cache.size()).isLessThanOrEqualTo(64);
  }

  @Test
  void a_refusal_has_its_reason() {
    var stranger = agents.client(printer).build();
    isRefused(
        stranger,
        stranger.defaultRequest().onBehalfOf(lentToken()),
        "invalid_request",
        "no_delegation");
    var client = agents.client(worker).build();
    isRefused(
        client,
        client.defaultRequest().onBehalfOf(Secret.of("x.y.z")),
        "invalid_request",
        "subject_token_invalid");

    var tooMuch = client.defaultRequest().onBehalfOf(lentToken()).withScopes("parcels:burn");
    assertThatThrownBy(() -> client.token(tooMuch))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.error()).isEqualTo("invalid_scope");
              assertThat(refused.reason()).isEqualTo("scope_not_allowed");
              assertThat(refused.members())
                  .containsEntry("allowed_scope", "parcels:read parcels:write");
              assertThat(refused).hasMessageContaining("scope_not_allowed");
            });
  }

  @Test
  void one_of_several_delegations_is_named() {
    var other = agents.lend(orchestrator, worker, parcels.url(), "parcels:read");
    var client = agents.client(worker).build();
    var wanted = client.defaultRequest().withScopes("parcels:read");

    isRefused(client, wanted.onBehalfOf(lentToken()), "invalid_request", "ambiguous");

    var token =
        client.token(wanted.withExchange(TokenExchange.of(lentToken()).withDelegation(other)));
    assertThat(Jws.parse(token.value().reveal()).orElseThrow().claims())
        .containsEntry("delegation_id", other);
  }

  @Test
  void a_revoked_delegation_ends_the_token_and_the_next_exchange_says_so() {
    var client = agents.client(worker).resources(parcels.url()).build();
    var lent = lentToken();
    var token = client.token(client.defaultRequest().onBehalfOf(lent));
    assertThat(client.introspect(token.value())).containsEntry("active", true);

    server.sendAsOperator("DELETE", "/api/v1/delegations/" + first, Map.of());

    assertThat(client.introspect(token.value())).containsEntry("active", false);
    var again = client.defaultRequest().onBehalfOf(lent).withScopes("parcels:read");
    isRefused(client, again, "invalid_request", "no_delegation");
  }

  @Test
  void a_bound_token_is_exchanged_for_one_that_is_bound_to_the_actors_key() {
    var bound = agents.client(orchestrator).dpop(AgentKey.generate()).build().token().value();
    var plain = agents.client(worker).build();
    isRefused(plain, plain.defaultRequest().onBehalfOf(bound), "invalid_request", "proof_needed");

    var key = AgentKey.generate();
    var client = agents.client(worker).resources(parcels.url()).dpop(key).build();
    var token = client.token(client.defaultRequest().onBehalfOf(bound));

    assertThat(token.isBound()).isTrue();
    assertThat(client.introspect(token.value()))
        .containsEntry("cnf", Map.of("jkt", key.thumbprint()));
    var narrowed = client.narrow(token, client.defaultRequest(), MINUTE);
    assertThat(narrowed.isBound()).isTrue();
  }

  @Test
  void an_own_token_is_narrowed_for_a_single_call() throws Exception {
    var client = agents.client(worker).build();
    var wanted = client.defaultRequest().withScopes("parcels:read").withResources(parcels.url());

    var one = client.narrow(client.token(), wanted, MINUTE);
    var other = client.narrow(client.token(), wanted, MINUTE);

    assertThat(one).isNotEqualTo(other);
    assertThat(one.scopes()).containsExactly("parcels:read");
    assertThat(one.expiresAt()).isBefore(client.token().expiresAt().minusSeconds(3000));
    var verified = verifier().refuseDelegatedTokens().build().verify(one.value().reveal());
    assertThat(verified.subject()).isEqualTo(worker.credential().clientId());
    assertThat(verified.audience()).containsExactly(parcels.url());
    assertThat(verified.actors()).isEmpty();
    var more = wanted.withScopes("parcels:write");
    assertThatThrownBy(() -> client.narrow(one, more, MINUTE))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo("scope_not_allowed"));
    assertThatThrownBy(() -> client.narrow(one, wanted, Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_delegated_token_is_narrowed_and_names_its_actor() {
    var client = agents.client(worker).resources(parcels.url()).build();
    var delegated = exchanged(client);

    var narrowed =
        client.narrow(delegated, client.defaultRequest().withScopes("parcels:read"), MINUTE);

    var verified = verifier().requireActor().build().verify(narrowed.value().reveal());
    assertThat(verified.subject()).isEqualTo(orchestrator.credential().clientId());
    assertThat(verified.actors()).hasSize(1);
    assertThat(verified.scopes()).containsExactly("parcels:read");
  }

  private static TokenVerifier.Builder verifier() {
    return TokenVerifier.builder(server.issuer()).audience(parcels.url());
  }

  private Secret lentToken() {
    return agents.client(orchestrator).build().token().value();
  }

  private AccessToken exchanged(SignetClient client) {
    return client.token(client.defaultRequest().onBehalfOf(lentToken()));
  }

  private static long tokenRequests() {
    return server.proxy().requests(TOKEN).size();
  }

  private static void isForbidden(TokenVerifier verifier, String token, String error) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected.status()).isEqualTo(403);
              assertThat(rejected.error()).isEqualTo(error);
              assertThat(rejected.headers())
                  .containsEntry("WWW-Authenticate", "Bearer error=\"" + error + "\"");
            });
  }

  private static void isRefused(
      SignetClient client, TokenRequest wanted, String error, String reason) {
    assertThatThrownBy(() -> client.token(wanted))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.error()).isEqualTo(error);
              assertThat(refused.reason()).isEqualTo(reason);
              assertThat(refused.status()).isEqualTo(400);
            });
  }
}
