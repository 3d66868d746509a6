package dev.signet.events.usage;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Scopes that the agents of an organization hold and never request.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class UnusedScopesTest {
  private static final String PATH = "/api/v1/analytics/scopes/unused";

  @RegisterExtension static final TestServer server = new TestServer();

  private static int count;

  private String organization;

  @BeforeEach
  void createOrganization() {
    organization = server.createOrganization("unused-" + ++count);
  }

  private TestAgent agent(String... scopes) {
    return server.registerAgentWith(
        "name", "agent-" + ++count, "organizationId", organization, "scopes", List.of(scopes));
  }

  private static void request(TestAgent agent, String scope) {
    assertThat(agent.requestToken(scope).status()).isEqualTo(200);
  }

  /// Requests a token with the scope now and two weeks later.
  private static void requestForTwoWeeks(String scope, TestAgent... agents) {
    for (var agent : agents) {
      request(agent, scope);
    }
    server.clock().advance(Duration.ofDays(15));
    for (var agent : agents) {
      request(agent, scope);
    }
  }

  private static TestResponse read(String query) {
    server.internals().followers().catchUp();
    var answer = server.operator().get(PATH + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private TestResponse read() {
    return read("?organizationId=" + organization);
  }

  @Test
  void an_agent_that_never_requests_some_of_its_scopes_is_listed_with_them() {
    var reader = agent("read", "write", "purge");
    var first = server.clock().instant();
    var frugal = agent("read");
    requestForTwoWeeks("read", reader, frugal);

    var answer = read();

    assertThat(answer.json("organizationId")).isEqualTo(organization);
    assertThat(answer.json("tenantId")).isEqualTo(organization);
    assertThat(Instant.parse(answer.text("countedUntil"))).isAfter(first);
    assertThat(answer.json().path("data")).hasSize(1);
    assertThat(answer.json("data/0/agentId")).isEqualTo(reader.id());
    assertThat(answer.json("data/0/scopes")).isEqualTo("[\"write\",\"purge\"]");
    assertThat(Instant.parse(answer.text("data/0/since"))).isEqualTo(first);
    assertThat(answer.json("next")).isNull();
  }

  @Test
  void an_agent_that_is_new_silent_changed_or_suspended_is_not_listed() {
    var changed = agent("read", "write");
    var suspended = agent("read", "write");
    var late = agent("read", "write");
    agent("read", "write");
    requestForTwoWeeks("read", changed, suspended);
    request(late, "read");
    server.operator().patch("/api/v1/agents/" + changed.id(), "description", "changed");
    server.operator().post("/api/v1/agents/" + suspended.id() + "/suspend");

    assertThat(read().json("data")).isEqualTo("[]");
  }

  @Test
  void a_scope_that_is_requested_at_last_is_no_longer_listed() {
    var agent = agent("read", "write");
    requestForTwoWeeks("read", agent);
    assertThat(read().json("data/0/scopes")).isEqualTo("[\"write\"]");

    request(agent, "write");

    assertThat(read().json("data")).isEqualTo("[]");
  }

  @Test
  void agents_are_listed_page_by_page() {
    var agents = List.of(agent("read", "write"), agent("read", "write"), agent("read", "write"));
    requestForTwoWeeks("read", agents.toArray(TestAgent[]::new));
    var query = "?limit=1&organizationId=" + organization;

    var first = read(query);
    var second = read(query + "&after=" + first.text("next"));
    var third = read(query + "&after=" + second.text("next"));

    assertThat(List.of(first, second, third))
        .extracting(page -> page.text("data/0/agentId"))
        .containsExactlyElementsOf(agents.stream().map(TestAgent::id).toList());
    assertThat(third.json("next")).isNull();
    assertThat(read("?organizationId=" + organization + "&limit=3").json("next")).isNull();
  }

  @Test
  void an_agent_reads_those_of_its_organization_only() {
    var own = agent("read", "analytics:read");
    requestForTwoWeeks("read", own);
    var ours = organization;
    organization = server.createOrganization("others-" + ++count);
    var theirs = agent("read", "write");
    requestForTwoWeeks("read", theirs, own);
    var client = own.with(own.token());
    server.internals().followers().catchUp();

    assertThat(client.get(PATH).body()).doesNotContain(theirs.id(), organization).contains(ours);
    isProblem(client.get(PATH + "?organizationId=" + organization), 404, "not_found");
    assertThat(read("?limit=100").body()).contains(theirs.id());
  }

  @Test
  void what_is_not_a_cursor_is_refused() {
    var query = "?organizationId=" + organization;

    isFieldError(
        server.operator().get(PATH + query + "&after=x"), "after", "must be the `next` of a page");
    isProblem(server.operator().get(PATH + query + "&days=5"), 400, "invalid_request");
    isProblem(server.operator().get(PATH + "?organizationId=x"), 400, "invalid_request");
  }
}
