package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.testing.InterceptingProxy;
import dev.signet.client.testing.ParcelApi;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent calls an API with its token. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SendWithTokenTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  private static final String ME = "GET /api/agents/me";
  private static final String TOKEN = "POST /oauth/token";

  private static ParcelApi parcels;

  @BeforeAll
  static void startServer() {
    parcels = new ParcelApi(url -> TokenVerifier.builder(server.issuer()).audience(url).build());
  }

  @AfterAll
  static void stopServer() {
    parcels.close();
  }

  @Test
  void a_request_carries_the_token_and_the_answer_comes_back() throws Exception {
    var agent = server.createAgent("parcels:read");
    var client = client(agent).resources(parcels.url()).build();

    var answer =
        client.send(
            HttpRequest.newBuilder(parcels.at("/parcels")).POST(BodyPublishers.ofString("two")),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("for " + agent.credential().clientId() + ": two");
    assertThat(parcels.calls().getLast().authorization())
        .isEqualTo("Bearer " + client.token().value().reveal());
    assertThat(parcels.calls().getLast().proofs()).isEmpty();
  }

  @Test
  void an_api_can_be_called_with_a_token_for_something_else_than_usual() throws Exception {
    var client = client(server.createAgent("parcels:read", "mail:read")).build();
    var wanted = client.defaultRequest().withScopes("parcels:read").withResources(parcels.url());
    var builder = client(server.createAgent("parcels:read")).allowDestinations(parcels.url());

    assertThat(client.token(wanted).scopes()).containsExactly("parcels:read");
    assertThatThrownBy(() -> client.send(get(parcels.at("/")), BodyHandlers.ofString(), wanted))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            builder
                .build()
                .send(get(parcels.at("/")), BodyHandlers.ofString(), wanted)
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_refusal_of_the_api_is_returned_unchanged() throws Exception {
    var client = client(server.createAgent("mail:read")).resources(parcels.url()).build();
    var before = server.proxy().requests(TOKEN).size();

    var answer = client.send(get(parcels.at("/")), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("insufficient_scope");
    assertThat(server.proxy().requests(TOKEN).size() - before).isEqualTo(1);
  }

  @Test
  void a_token_is_sent_to_allowed_destinations_only() {
    var client =
        client(server.createAgent("parcels:read"))
            .resources("https://parcels.example.com/v1", "urn:parcels")
            .build();

    for (var url :
        List.of(
            "https://evil.example.com/",
            "https://parcels.example.com.evil.example/",
            "https://parcels.example.com:8443/",
            "http://parcels.example.com/",
            "https://user@parcels.example.com/")) {
      assertThatThrownBy(() -> client.send(get(URI.create(url)), BodyHandlers.discarding()))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class);
    }
    var authorized = client.authorize(get(URI.create("https://PARCELS.example.com:443/v2")));
    assertThat(authorized.headers().firstValue("Authorization")).isPresent();
  }

  @Test
  void a_resource_over_plain_http_is_refused() {
    var builder =
        client(server.createAgent("parcels:read")).resources("http://parcels.example.com");

    assertThatThrownBy(builder::build).hasMessageContaining("https");
    builder.allowPlainHttp().build();
  }

  @Test
  void a_request_that_is_authorized_leaves_its_builder_as_it_was() {
    var client = client(server.createAgent("parcels:read")).build();
    var request = get(URI.create(server.issuer() + "/api/agents/me")).header("X-Mine", "1");

    var authorized = client.authorize(request);

    assertThat(authorized.headers().allValues("Authorization")).hasSize(1);
    assertThat(authorized.headers().allValues("X-Mine")).containsExactly("1");
    assertThat(request.build().headers().map()).containsOnlyKeys("X-Mine");
    var mine = request.header("Authorization", "Bearer mine");
    assertThat(client.authorize(mine).headers().allValues("Authorization"))
        .containsExactly("Bearer " + client.token().value().reveal());
  }

  @Test
  void a_token_that_was_revoked_is_replaced_once() throws Exception {
    var agent = server.createAgent("parcels:read");
    var client = client(agent).build();
    var me = URI.create(server.issuer() + "/api/agents/me");
    var old = client.token();
    server.sendAsOperator("POST", "/api/v1/agents/" + agent.id() + "/tokens/revoke", Map.of());

    var answer = client.send(get(me), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(client.token()).isNotEqualTo(old);
    assertThat(server.proxy().requests(ME)).hasSize(2);
  }

  @Test
  void an_api_that_rejects_every_token_is_not_retried_forever() throws Exception {
    var client = client(server.createAgent("parcels:read")).build();
    var me = URI.create(server.issuer() + "/api/agents/me");
    var no = InterceptingProxy.respond(401, "WWW-Authenticate: Bearer error=\"invalid_token\"");
    server.proxy().handleNext(ME, no, no, no);

    try (InputStream body = client.send(get(me), BodyHandlers.ofInputStream()).body()) {
      assertThat(body).isEmpty();
    }
    assertThat(server.proxy().requests(ME)).hasSize(2);
    assertThat(server.proxy().requests(TOKEN)).hasSize(2);

    // Nor does each call that it refuses make for a new token.
    assertThat(client.send(get(me), BodyHandlers.discarding()).statusCode()).isEqualTo(401);
    assertThat(server.proxy().requests(ME)).hasSize(3);
    assertThat(server.proxy().requests(TOKEN)).hasSize(2);
  }

  @Test
  void an_api_that_wants_something_else_is_asked_once() throws Exception {
    var client = client(server.createAgent("parcels:read")).build();
    var me = URI.create(server.issuer() + "/api/agents/me");
    server
        .proxy()
        .handleNext(ME, InterceptingProxy.respond(401, "WWW-Authenticate: Basic realm=\"x\""));

    assertThat(client.send(get(me), BodyHandlers.discarding()).statusCode()).isEqualTo(401);

    assertThat(server.proxy().requests(ME)).hasSize(1);
    assertThat(server.proxy().requests(TOKEN)).hasSize(1);
  }

  private static SignetClient.Builder client(TestAgent agent) {
    return server.client().credential(agent.credential());
  }

  private static HttpRequest.Builder get(URI url) {
    return HttpRequest.newBuilder(url);
  }
}
