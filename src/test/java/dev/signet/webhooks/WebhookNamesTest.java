package dev.signet.webhooks;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.testing.RefusalAssertions.isQuotaExceeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestNames;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
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

  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";

  private static int count;

  @AfterEach
  void end() {
    TestNames.endSilence();
  }

  private static TestClient agentOfNewOrganization() {
    return agentOfNewOrganization("webhooks:*");
  }

  private static TestClient agentOfNewOrganization(String scope) {
    var organization = server.createOrganization("names-" + ++count);
    var agent =
        server.registerAgentWith(
            "name", "agent-" + count, "scopes", List.of(scope), "organizationId", organization);
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
  void a_url_whose_name_is_not_answered_is_refused_for_now() {
    var agent = agentOfNewOrganization();

    var refused = create(agent, "alone.silent.test");

    isProblem(refused, 503, "unavailable");
    assertThat(refused.header("Retry-After")).contains("5");
    assertThat(refused.text("detail")).contains("could not be checked now", "try again");
    assertThat(agent.get("/api/v1/webhooks").text("total")).isEqualTo("0");
    assertThat(create(agent, "alone.public.test").status()).isEqualTo(201);
  }

  @Test
  void the_name_is_not_resolved_of_a_webhook_that_is_refused_anyway() {
    var organization = server.createOrganization("names-" + ++count);
    var foreign = server.createOrganization("names-" + ++count);
    var foreignAgent = server.registerAgentWith("name", "foreign", "organizationId", foreign).id();
    var suspended = server.createOrganization("names-" + ++count);
    server.operator().post("/api/v1/organizations/" + suspended + "/suspend");
    var full = server.createOrganization("names-" + ++count);
    for (var i = 0; i < 20; i++) {
      createOf(full, "hook-" + i, "1.0.2.7");
    }
    createOf(organization, "taken", "1.0.2.7");
    var host = "refused-anyway.public.test";

    isProblem(createOf(organization, "taken", host), 409, "name_taken");
    isQuotaExceeded(createOf(full, "another", host), "maxWebhooks", 20, 20);
    isProblem(createOf(suspended, "another", host), 409, "organization_suspended");
    isProblem(createOf(NO_SUCH, "another", host), 404, "not_found");
    for (var agentId : List.of(NO_SUCH, foreignAgent)) {
      isProblem(
          createOf(organization, "another", host, "agentIds", List.of(agentId)), 404, "not_found");
    }
    isProblem(create(agentOfNewOrganization("webhooks:read"), host), 403, "insufficient_scope");

    assertThat(TestNames.isLookedUp(host)).isFalse();
    assertThat(createOf(organization, "another", host).status()).isEqualTo(201);
    assertThat(TestNames.isLookedUp(host)).isTrue();
  }

  @Test
  void the_name_is_not_resolved_of_a_webhook_that_the_caller_may_not_change() {
    var agent = agentOfNewOrganization();
    var own = create(agent, "own.public.test").text("webhookId");
    server.operator().patch("/api/v1/webhooks/" + own, "includeOrigin", true);
    var foreign = create(agentOfNewOrganization(), "foreign.public.test").text("webhookId");
    var host = "change-refused.public.test";

    isProblem(
        agent.patch("/api/v1/webhooks/" + foreign, "url", "https://" + host), 404, "not_found");
    isProblem(agent.patch("/api/v1/webhooks/" + own, "url", "https://" + host), 403, "forbidden");

    assertThat(TestNames.isLookedUp(host)).isFalse();
  }

  private static TestResponse createOf(
      String organization, String name, String host, Object... more) {
    var members =
        new ArrayList<Object>(
            List.of(
                "name",
                name,
                "url",
                "https://" + host + "/hook",
                "events",
                List.of("agent.*"),
                "organizationId",
                organization));
    members.addAll(List.of(more));
    return server.operator().post("/api/v1/webhooks", members.toArray());
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
