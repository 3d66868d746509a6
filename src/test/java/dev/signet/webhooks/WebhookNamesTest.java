package dev.signet.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestNames;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Host names in the URLs of webhooks: silent ones, internal ones, and networks that are denied.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class WebhookNamesTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("denied-networks", "1.0.1.0/24");

  private static int count;

  @AfterEach
  void end() {
    TestNames.endSilence();
  }

  private static TestClient agentOfNewOrganization() {
    var organization = server.createOrganization("names-" + ++count);
    var agent =
        server.registerAgentWith(
            "name",
            "agent-" + count,
            "scopes",
            List.of("webhooks:write"),
            "organizationId",
            organization);
    return agent.with(agent.token());
  }

  private static TestResponse create(TestClient client, String host) {
    return client.post(
        "/api/v1/webhooks",
        "name",
        host,
        "url",
        "https://" + host + "/hook",
        "events",
        List.of("agent.*"));
  }

  @Test
  void a_hundred_silent_names_of_an_organization_delay_no_other_caller() {
    var hostile = agentOfNewOrganization();
    var other = agentOfNewOrganization();
    TestNames.threads().clear();
    var results = new ConcurrentLinkedQueue<TestResponse>();
    ConcurrentCalls.race(
        101,
        i -> {
          if (i < 100) {
            results.add(create(hostile, "n" + i + ".silent.test"));
          } else {
            var made = create(other, "hook.public.test");
            assertThat(made.status()).as(made.body()).isEqualTo(201);
          }
        });

    assertThat(results).hasSize(100);
    for (var refused : results) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).as(refused.body()).isPresent();
    }
    assertThat(results.stream().map(refused -> refused.text("detail")))
        .filteredOn(detail -> detail.contains("could not be checked now"))
        .hasSizeGreaterThan(20);
    assertThat(TestNames.threads()).hasSizeLessThanOrEqualTo(5).noneMatch(Thread::isVirtual);
  }

  @Test
  void a_tenant_does_not_learn_which_internal_names_exist() {
    var agent = agentOfNewOrganization();

    var internal = create(agent, "db.internal.test");
    var unknown = create(agent, "db.unknown.test");

    assertThat(internal.status()).isEqualTo(400);
    assertThat(internal.text("why")).isEqualTo("no_public_address");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text("why")).isEqualTo(internal.text("why"));
    assertThat(unknown.text("detail")).isEqualTo(internal.text("detail"));
  }

  @Test
  void an_operator_learns_the_exact_fault() {
    assertThat(createAsOperator("db.internal.test").text("why")).isEqualTo("private");
    assertThat(createAsOperator("db.unknown.test").text("why")).isEqualTo("unresolvable");
  }

  @Test
  void a_network_that_a_setting_denies_is_refused_and_its_neighbour_is_not() {
    assertThat(createAsOperator("1.0.1.7").text("why")).isEqualTo("private");
    assertThat(createAsOperator("1.0.2.7").status()).isEqualTo(201);
  }

  private static TestResponse createAsOperator(String host) {
    return create(server.operator(), host);
  }
}
