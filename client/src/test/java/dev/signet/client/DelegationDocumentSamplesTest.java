package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.client.testing.LendingAgents;
import dev.signet.client.testing.ParcelApi;
import dev.signet.client.testing.SignetServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The samples of {@code docs/delegation.md} that use the library. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DelegationDocumentSamplesTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  @Test
  void a_call_over_two_hops() throws Exception {
    try (var api = new ParcelApi(DelegationDocumentSamplesTest::verifierOf)) {
      var issuer = server.issuer();
      var parcels = api.url();
      var agents = new LendingAgents(server, "parcels");
      var first = agents.create("orchestrator", "parcels:read", "parcels:write");
      var second = agents.create("worker", "parcels:read");
      var third = agents.create("printer", "parcels:read");
      agents.lend(first, second, parcels, "parcels:read");
      agents.lend(second, third, parcels, "parcels:read");
      var orchestrator = agents.client(first).build();
      var worker = agents.client(second).build();
      var printer = agents.client(third).resources(parcels).build();
      // sample
      var lent = orchestrator.token().value();
      // end

      // sample
      var handedOn = worker.token(worker.defaultRequest().onBehalfOf(lent)).value();
      // end

      // sample
      var wanted = printer.defaultRequest().onBehalfOf(handedOn);
      var request = HttpRequest.newBuilder(URI.create(parcels + "/parcels/7"));
      var answer = printer.send(request, BodyHandlers.ofString(), wanted);
      // end
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);

      var received = printer.token(wanted).value().reveal();
      // sample
      var verifier = TokenVerifier.builder(issuer).audience(parcels).requireActor().build();

      var token = verifier.verify(received);
      var actor = token.actors().getFirst().clientId();
      var text =
          actor + " acts for " + token.subject() + " by " + token.delegationId().orElseThrow();
      // end
      assertThat(text)
          .startsWith(third.credential().clientId() + " acts for " + first.credential().clientId());

      // sample
      var narrow = worker.defaultRequest().withScopes("parcels:read").withResources(parcels);
      var forOneCall = worker.narrow(worker.token(), narrow, Duration.ofMinutes(1));
      // end
      assertThat(forOneCall.scopes()).containsExactly("parcels:read");
    }
  }

  @Test
  void the_document_has_these_samples_and_no_others() throws IOException {
    DocumentSamples.assertSame("delegation.md", "DelegationDocumentSamplesTest");
  }

  private static TokenVerifier verifierOf(String url) {
    return TokenVerifier.builder(server.issuer()).audience(url).build();
  }
}
