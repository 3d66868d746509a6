package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An e-mail address belongs to one agent within its organization, and reveals nothing about
/// another organization.
@DisplayNameGeneration(ReplaceUnderscores.class)
class EmailTest {
  private static final String AGENTS = "/api/v1/agents";

  @RegisterExtension static final TestServer server = new TestServer();

  @Test
  void organizations_may_use_the_same_address() {
    var one = server.createOrganization("first");
    var two = server.createOrganization("second");
    assertThat(register("shared@example.com", one).status()).isEqualTo(201);
    var tenant =
        server.registerAgentWith(
            "name", "tenant", "organizationId", two, "scopes", List.of("agents:write"));
    var asTenant = tenant.with(tenant.token());

    assertThat(asTenant.post(AGENTS, "email", "Shared@example.com").status()).isEqualTo(201);
    isProblem(asTenant.post(AGENTS, "email", "shared@example.com"), 409, "email_taken");
    isProblem(
        asTenant.patch(AGENTS + "/" + tenant.id(), "email", "SHARED@example.com"),
        409,
        "email_taken");
  }

  @Test
  void a_released_address_can_be_used_again() {
    var made = register("moved@example.com", null).text("agentId");
    isProblem(register("moved@example.com", null), 409, "email_taken");

    server.operator().patch(AGENTS + "/" + made, "email", "elsewhere@example.com");

    assertThat(register("moved@example.com", null).status()).isEqualTo(201);
  }

  @Test
  void of_many_concurrent_claims_to_an_address_one_succeeds() throws Exception {
    List<Callable<TestResponse>> claims =
        IntStream.range(0, 8)
            .<Callable<TestResponse>>mapToObj(_ -> () -> register("raced@example.com", null))
            .toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var statuses =
          threads.invokeAll(claims).stream().map(done -> done.resultNow().status()).toList();
      assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }
  }

  private static TestResponse register(String email, @Nullable String organization) {
    return organization == null
        ? server.operator().post(AGENTS, "email", email)
        : server.operator().post(AGENTS, "email", email, "organizationId", organization);
  }
}
