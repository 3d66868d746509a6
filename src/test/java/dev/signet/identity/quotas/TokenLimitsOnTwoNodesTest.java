package dev.signet.identity.quotas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.testing.TwoNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Limits of tokens over two nodes, which lease them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenLimitsOnTwoNodesTest {
  @RegisterExtension static final TwoNodes nodes = new TwoNodes();

  private static int count;

  private final String organization = nodes.a().createOrganization("leases-" + ++count);
  private final TestAgent agent = new ExchangingAgents(nodes.a(), organization).agent();

  private static TestServer node(int number) {
    return number % 2 == 0 ? nodes.a() : nodes.b();
  }

  private TestResponse request(TestServer node) {
    return new TestAgent(node.unauthenticated(), agent.id(), agent.clientId(), agent.secret())
        .requestToken();
  }

  private void limit(int tokensPerDay) {
    nodes.a().setLimits(organization, Map.of("tokensPerDay", tokensPerDay));
  }

  /// Requests tokens from a node until it refuses one.
  private int requestAll(TestServer node) {
    var tokens = 0;
    var answer = request(node);
    while (answer.status() == 200) {
      tokens++;
      answer = request(node);
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(429);
    assertThat(answer.json("quota")).isEqualTo("tokensPerDay");
    return tokens;
  }

  private static long issued(String organization) {
    return nodes
        .a()
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery(
                    """
                    SELECT COUNT(*) FROM audit_events
                    WHERE organization_id = :organization AND action = 'token.issued'
                    """)
                .bind("organization", organization)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void of_requests_at_both_nodes_as_many_succeed_as_the_limit_allows() {
    limit(700);
    var tokens = new AtomicInteger();

    ConcurrentCalls.race(16, racer -> tokens.addAndGet(requestAll(node(racer))));

    assertThat(tokens).hasValue(700);
    assertThat(issued(organization)).isEqualTo(700);
  }

  @Test
  void a_first_limit_applies_at_once_at_the_other_node() {
    assertThat(request(nodes.b()).status()).isEqualTo(200);

    limit(1);

    assertThat(request(nodes.b()).status()).isEqualTo(200);
    assertThat(request(nodes.b()).status()).isEqualTo(429);
    assertThat(request(nodes.a()).status()).isEqualTo(429);
  }

  @Test
  void what_a_node_does_not_issue_is_put_back_after_ten_seconds() {
    limit(1000);
    assertThat(request(nodes.a()).status()).isEqualTo(200);
    var before = requestAll(nodes.b());
    assertThat(before).as("the other node has a lease").isLessThan(999);

    nodes.a().clock().advance(Duration.ofSeconds(11));
    nodes.a().internals().runJobs();

    assertThat(before + requestAll(nodes.b())).isEqualTo(999);
    assertThat(requestAll(nodes.a())).isZero();
    assertThat(issued(organization)).isEqualTo(1000);
  }

  @Test
  void a_node_whose_lease_was_put_back_by_another_issues_nothing_of_it() {
    limit(1000);
    for (var i = 0; i < 5; i++) {
      assertThat(request(nodes.a()).status()).isEqualTo(200);
    }
    // For the other node this one was killed.
    nodes.a().clock().advance(Duration.ofSeconds(31));
    nodes.b().internals().runJobs();

    var tokens = requestAll(nodes.b());

    assertThat(tokens).isEqualTo(995);
    assertThat(requestAll(nodes.a())).isZero();
    assertThat(issued(organization)).isEqualTo(1000);
  }

  @Test
  void the_status_of_all_nodes_is_exact() {
    limit(1000);
    var answers = new ArrayList<TestResponse>();
    for (var i = 0; i < 9; i++) {
      answers.add(request(node(i)));
    }
    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));

    for (var node : List.of(nodes.a(), nodes.b())) {
      assertThat(
              node.operator()
                  .get("/api/v1/organizations/" + organization + "/tier")
                  .json("usage/tokensToday"))
          .isEqualTo("9");
    }
  }

  @Test
  void a_node_that_stops_puts_back_what_it_has_not_issued() throws Exception {
    limit(1000);
    var third = nodes.a().startNode();
    assertThat(request(third).status()).isEqualTo(200);

    third.server().close();

    assertThat(requestAll(nodes.a())).isEqualTo(999);
  }

  @Test
  void each_event_is_recorded_once_over_both_nodes() {
    limit(100);

    ConcurrentCalls.race(8, racer -> requestAll(node(racer)));

    for (var action : List.of("quota.warning", "quota.reached")) {
      var events =
          nodes
              .a()
              .operator()
              .get("/api/v1/audit?limit=100&action=" + action)
              .json()
              .at("/data")
              .valueStream()
              .filter(event -> event.at("/organizationId").asString().equals(organization));
      assertThat(events).as(action).hasSize(1);
    }
  }
}
