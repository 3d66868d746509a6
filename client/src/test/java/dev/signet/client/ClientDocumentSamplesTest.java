package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.Credential.PrivateKeyJwt;
import dev.signet.client.testing.ParcelApi;
import dev.signet.client.testing.SignetServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The samples of {@code docs/client.md}, which run here. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ClientDocumentSamplesTest {
  @RegisterExtension static final SignetServer server = new SignetServer("--registration", "open");

  @TempDir private Path folder;

  private String issuer = "";
  private String parcels = "";
  private ParcelApi api = new ParcelApi(url -> verifierOf(url));

  @BeforeEach
  void startServer() {
    issuer = server.issuer();
    parcels = api.url();
  }

  @AfterEach
  void stopServer() {
    api.close();
  }

  @Test
  void a_first_call() throws Exception {
    var secret = (ClientSecret) server.createAgent("parcels:read").credential();
    var clientId = secret.clientId();
    var clientSecret = secret.secret().reveal();
    // sample
    var signet =
        SignetClient.builder(issuer)
            .credential(new Credential.ClientSecret(clientId, clientSecret))
            .dpop(AgentKey.loadOrGenerate(folder.resolve("agent.jwk")))
            .scopes("parcels:read")
            .resources(parcels)
            .build();

    var request = HttpRequest.newBuilder(URI.create(parcels + "/parcels/7"));
    var answer = signet.send(request, BodyHandlers.ofString());
    // end
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(signet.token().isBound()).isTrue();
  }

  @Test
  void an_agent_without_a_shared_secret() {
    // sample
    var key = AgentKey.loadOrGenerate(folder.resolve("agent.jwk"));
    var jwks = key.publicJwks();
    // end
    var members = Json.parseObject(jwks).orElseThrow();
    var made =
        server.sendAsOperator("POST", "/api/v1/agents", Map.of("name", "courier", "jwks", members));
    var agentId = made.text("agentId");
    // sample
    var signet =
        SignetClient.builder(issuer)
            .credential(new Credential.PrivateKeyJwt(agentId, key))
            .dpop(key)
            .build();
    // end
    var scopes = Map.of("scopes", List.of("parcels:read"));
    server.sendAsOperator("PATCH", "/api/v1/agents/" + agentId, scopes);
    assertThat(signet.token().isBound()).isTrue();
    assertThat(new PrivateKeyJwt(agentId, key).clientId()).isEqualTo(agentId);
  }

  @Test
  void a_secret_that_is_rotated_every_week() {
    var agent = server.createAgent("parcels:read");
    var clientId = agent.credential().clientId();
    var clientSecret = ((ClientSecret) agent.credential()).secret().reveal();
    // sample
    var store =
        CredentialFile.at(folder.resolve("credential.json"))
            .initializeWith(new Credential.ClientSecret(clientId, clientSecret));
    var signet = SignetClient.builder(issuer).credential(store).build();

    signet.rotateIfOlderThan(Duration.ofDays(7));
    // end
    assertThat(store.read().orElseThrow().credential()).isEqualTo(agent.credential());
    assertThat(signet.rotate().credential()).isNotEqualTo(agent.credential());
  }

  @Test
  void an_agent_that_registers_itself() {
    // sample
    var store =
        Registration.at(issuer)
            .name("my-research-agent")
            .registerInto(CredentialFile.at(folder.resolve("credential.json")));
    var signet = SignetClient.builder(issuer).credential(store).build();
    // end
    assertThat(store.read().orElseThrow().credential()).isInstanceOf(ApiKey.class);
    assertThat(signet.rotate().credential()).isInstanceOf(ApiKey.class);
  }

  @Test
  void an_api_that_checks_what_it_is_sent() {
    var verifier = verifierOf(parcels);
    var client =
        server
            .client()
            .credential(server.createAgent("parcels:read").credential())
            .resources(parcels)
            .build();
    var sent = client.authorize(HttpRequest.newBuilder(URI.create(parcels + "/parcels/7")));
    var method = sent.method();
    var url = sent.uri();
    var authorization = sent.headers().allValues("Authorization");
    var dpop = sent.headers().allValues("DPoP");
    // sample
    var request = new ReceivedRequest(method, url, authorization, dpop);
    try {
      var token = verifier.verify(request);
      token.requireScope("parcels:read");
      answer(200, Map.of(), "Hello " + token.clientId());
    } catch (TokenRejectedException e) {
      answer(e.status(), e.headers(), e.error());
    } catch (SignetException e) {
      answer(503, Map.of("Retry-After", "5"), "");
    }
    // end
    assertThat(answered).containsExactly(200);
  }

  @Test
  void an_api_that_leads_clients_to_the_server() {
    var verifier = verifierOf("https://mcp.example.com/mcp");
    var method = "POST";
    var url = URI.create("https://mcp.example.com/mcp");
    var authorization = List.<String>of();
    var dpop = List.<String>of();
    // sample
    var files =
        ProtectedResource.builder("https://mcp.example.com/mcp", issuer)
            .name("Example Files")
            .scopes("files.read", "files.write")
            .build();

    try {
      var token = verifier.verify(new ReceivedRequest(method, url, authorization, dpop));
      token.requireScopes("files.read", "files.write");
      answer(200, Map.of(), "changed for " + token.userId().orElse("the agent itself"));
    } catch (TokenRejectedException e) {
      var challenge = Challenge.of(e, files, "files.read", "files.write");
      answer(challenge.status(), challenge.headers(), e.error());
    }
    // end
    assertThat(answered).containsExactly(401);
  }

  @Test
  void an_api_that_asks_before_it_does_what_cannot_be_undone() {
    var me = server.createAgent("tokens:read").credential();
    var client =
        server
            .client()
            .credential(server.createAgent("parcels:burn").credential())
            .resources(parcels)
            .build();
    var token = client.token().value().reveal();
    // sample
    var asking =
        TokenVerifier.builder(issuer)
            .audience(parcels)
            .introspectWith(SignetClient.builder(issuer).credential(me).build())
            .build();

    var stillGood = asking.confirm(asking.verify(token));
    stillGood.requireScope("parcels:burn");
    // end
    assertThat(stillGood.scopes()).containsExactly("parcels:burn");
  }

  @Test
  void the_document_has_these_samples_and_no_others() throws IOException {
    DocumentSamples.assertSame("client.md", "ClientDocumentSamplesTest");
  }

  private final List<Integer> answered = new ArrayList<>();

  private void answer(int status, Map<String, String> headers, String body) {
    if (status == 401) {
      assertThat(headers).containsOnlyKeys("WWW-Authenticate");
      assertThat(body).isEmpty();
    } else {
      assertThat(headers).isEmpty();
      assertThat(body).startsWith("Hello ");
    }
    answered.add(status);
  }

  private static TokenVerifier verifierOf(String parcels) {
    var issuer = server.issuer();
    // sample
    var verifier = TokenVerifier.builder(issuer).audience(parcels).build();
    // end
    return verifier;
  }
}
