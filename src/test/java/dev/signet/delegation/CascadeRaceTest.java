package dev.signet.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.ExchangingAgents.Chain;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Agents exchange tokens while what these are exchanged from is ended, on one node over SQLite and
/// on two over PostgreSQL. Once the end is answered, no token below it is active and none is
/// issued, and the count is that of the tokens that were issued.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CascadeRaceTest {
  private static final int ROUNDS = 6;
  private static final int RACERS = 6;
  private static final String AGENTS = "/api/v1/agents/";

  /// To which the tokens of all actors are bound.
  private static final TestClientKey ACTORS = TestClientKey.generate();

  private static final TestServer first = new TestServer().with("token-alg", "ES256");
  private static List<TestServer> nodes = List.of();
  private static ExchangingAgents agents;

  @BeforeAll
  static void start() throws IOException {
    first.start();
    nodes = TestDatabase.isPostgresql() ? List.of(first, first.startNode()) : List.of(first);
    agents = new ExchangingAgents(first, first.createOrganization("races"));
  }

  @AfterAll
  static void stop() throws IOException {
    nodes.stream().skip(1).forEach(node -> node.server().close());
    first.close();
  }

  private static TestServer node(int racer) {
    return nodes.get(racer % nodes.size());
  }

  private static long number(TestResponse answer, String member) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    var number = answer.json(member);
    return number == null ? 0 : Long.parseLong(number);
  }

  /// The tokens that an answer says it has ended.
  private static long ended(TestResponse answer) {
    return number(answer, "revokedTokenCount") + number(answer, "revokedDescendantCount");
  }

  private static long suspend(TestServer node, String agent) {
    return ended(node.operator().post(AGENTS + agent + "/suspend"));
  }

  /// The number of tokens that the latest revocation of tokens of an agent ended.
  private static long recorded(String agent) {
    var event = first.operator().get("/api/v1/audit?limit=1&action=token.revoked&agentId=" + agent);
    var below = event.json("data/0/metadata/revoked_descendant_count");
    return Long.parseLong(event.text("data/0/metadata/revoked_token_count"))
        + (below == null ? 0 : Long.parseLong(below));
  }

  /// The second agent exchanges the root token, and the third one those of the second, until the
  /// end is answered.
  ///
  /// @param end ends something on a node, and returns how many tokens it says that this ended
  /// @param own how many tokens of the first agent it ends
  private static void race(Chain chain, long own, ToLongBiFunction<Chain, TestServer> end) {
    race(chain, own, TestServer::unauthenticated, end);
  }

  private static void race(
      Chain chain,
      long own,
      Function<TestServer, TestClient> client,
      ToLongBiFunction<Chain, TestServer> end,
      String... parameters) {
    var issued = new ConcurrentLinkedQueue<String>(List.of(chain.middle(), chain.last()));
    var late = new ConcurrentLinkedQueue<String>();
    var middle = new AtomicReference<>(chain.middle());
    var isAnswered = new AtomicBoolean();
    var counted = new AtomicLong();
    ConcurrentCalls.race(
        RACERS + 1,
        racer -> {
          if (racer == RACERS) {
            Await.until(
                Duration.ofMinutes(1), "tokens are exchanged", () -> issued.size() >= RACERS);
            counted.set(end.applyAsLong(chain, node(1)));
            isAnswered.set(true);
            return;
          }
          for (var isLast = false; !isLast; ) {
            isLast = isAnswered.get();
            var ofSecond = racer % 2 == 0;
            var answer =
                ExchangingAgents.exchange(
                    client.apply(node(racer / 2)),
                    ofSecond ? chain.second() : chain.third(),
                    ofSecond ? chain.root() : middle.get(),
                    parameters);
            if (answer.status() == 200) {
              var token = answer.text("access_token");
              issued.add(token);
              if (isLast) {
                late.add(token);
              }
              if (ofSecond) {
                middle.set(token);
              }
            } else {
              assertThat(answer.status()).as(answer.body()).isIn(400, 401, 503);
            }
          }
        });

    assertThat(late).as("issued after the answer").isEmpty();
    assertThat(issued).allSatisfy(token -> assertThat(nodes).noneMatch(n -> isActive(n, token)));
    assertThat(counted.get()).isEqualTo(issued.size() + own);
  }

  private static boolean isActive(TestServer node, String token) {
    return ExchangingAgents.isActive(node, token);
  }

  @Test
  void suspending_the_root_ends_and_counts_everything() {
    for (var round = 0; round < ROUNDS; round++) {
      race(agents.chain(), 1, (chain, node) -> suspend(node, chain.first().id()));
    }
  }

  @Test
  void suspending_an_agent_in_the_middle_ends_and_counts_its_tokens_and_those_below() {
    for (var round = 0; round < ROUNDS; round++) {
      race(agents.chain(), 0, (chain, node) -> suspend(node, chain.second().id()));
    }
  }

  @Test
  void revoking_all_tokens_of_the_root_ends_and_counts_everything() {
    for (var round = 0; round < ROUNDS; round++) {
      race(
          agents.chain(),
          1,
          (chain, node) ->
              ended(node.operator().post(AGENTS + chain.first().id() + "/tokens/revoke")));
    }
  }

  @Test
  void revoking_the_root_token_ends_and_counts_everything() {
    for (var round = 0; round < ROUNDS; round++) {
      race(
          agents.chain(),
          1,
          (chain, node) -> {
            node.operator().form("/oauth/revoke", "token", chain.root());
            return recorded(chain.first().id());
          });
    }
  }

  @Test
  void revoking_a_delegation_ends_and_counts_everything_below_it() {
    for (var round = 0; round < ROUNDS; round++) {
      race(
          agents.chain(),
          0,
          (chain, node) ->
              number(
                  node.operator().delete("/api/v1/delegations/" + chain.firstDelegation()),
                  "revokedTokenCount"));
    }
  }

  @Test
  void revoking_the_refresh_family_of_the_root_token_ends_and_counts_everything() {
    for (var round = 0; round < ROUNDS; round++) {
      var root = agents.agent();
      var second = agents.agent();
      var third = agents.agent();
      agents.lend(root, second);
      agents.lend(second, third);
      var started = root.requestToken();
      var token = started.text("access_token");
      var middle = agents.exchanged(second, token);
      race(
          new Chain(root, second, third, "", "", token, middle, agents.exchanged(third, middle)),
          1,
          (chain, node) -> {
            node.operator().form("/oauth/revoke", "token", started.text("refresh_token"));
            return recorded(root.id());
          });
    }
  }

  @Test
  void narrowing_a_delegation_ends_and_counts_what_it_no_longer_allows() {
    var issuer = first.url("");
    var kept = "https://kept.example.com/";
    for (var round = 0; round < ROUNDS; round++) {
      var root = agents.agent();
      var second = agents.agent();
      var third = agents.agent();
      var delegation = agents.lend(root, second, "resources", List.of(issuer, kept));
      agents.lend(second, third);
      var token = root.token();
      var middle = agents.exchanged(second, token);
      race(
          new Chain(
              root, second, third, delegation, "", token, middle, agents.exchanged(third, middle)),
          0,
          TestServer::unauthenticated,
          (chain, node) ->
              number(
                  node.operator()
                      .patch(
                          "/api/v1/delegations/" + chain.firstDelegation(),
                          "resources",
                          List.of(kept)),
                  "endedTokens"),
          "resource",
          issuer);
    }
  }

  @Test
  void replacing_the_key_of_the_root_ends_and_counts_everything() {
    for (var round = 0; round < ROUNDS; round++) {
      var key = TestClientKey.generate();
      var root = agents.agent("dpopPublicJwk", TestResponse.parse(key.publicJwk()));
      var second = agents.agent();
      var third = agents.agent();
      agents.lend(root, second);
      agents.lend(second, third);
      var token = root.requestToken(first.proof(key, "POST", "/oauth/token")).text("access_token");
      var middle = ExchangingAgents.exchange(withProof(first), second, token).text("access_token");
      var last = ExchangingAgents.exchange(withProof(first), third, middle).text("access_token");
      race(
          new Chain(root, second, third, "", "", token, middle, last),
          1,
          CascadeRaceTest::withProof,
          (chain, node) -> {
            var rotated =
                node.operator()
                    .post(
                        AGENTS + chain.first().id() + "/rotate-dpop-key",
                        "new_public_jwk",
                        TestResponse.parse(TestClientKey.generate().publicJwk()));
            return number(rotated, "revoked_token_count")
                + number(rotated, "revoked_descendant_count");
          });
    }
  }

  private static TestClient withProof(TestServer node) {
    return node.unauthenticated().with("DPoP", first.proof(ACTORS, "POST", "/oauth/token").build());
  }

  @Test
  void suspending_the_organization_ends_and_counts_everything() {
    for (var round = 0; round < ROUNDS; round++) {
      var other = new ExchangingAgents(first, first.createOrganization("whole-" + round));
      race(
          other.chain(),
          1,
          (_, node) ->
              number(
                  node.operator()
                      .post("/api/v1/organizations/" + other.organization() + "/suspend"),
                  "revokedTokenCount"));
    }
  }

  @Test
  void of_the_end_of_an_organization_and_of_others_at_once_each_token_is_counted_by_one() {
    for (var round = 0; round < ROUNDS; round++) {
      var other = new ExchangingAgents(first, first.createOrganization("all-" + round));
      race(
          other.chain(),
          1,
          (chain, node) -> {
            var sum = new AtomicLong();
            ConcurrentCalls.race(
                3,
                racer ->
                    sum.addAndGet(
                        switch (racer) {
                          case 0 ->
                              number(
                                  node.operator()
                                      .post(
                                          "/api/v1/organizations/"
                                              + other.organization()
                                              + "/suspend"),
                                  "revokedTokenCount");
                          case 1 -> suspend(node, chain.second().id());
                          default ->
                              number(
                                  first
                                      .operator()
                                      .delete("/api/v1/delegations/" + chain.firstDelegation()),
                                  "revokedTokenCount");
                        }));
            return sum.get();
          });
    }
  }

  @Test
  void of_two_ends_at_once_each_token_is_counted_by_one() {
    for (var round = 0; round < ROUNDS; round++) {
      race(
          agents.chain(),
          1,
          (chain, node) -> {
            var sum = new AtomicLong();
            ConcurrentCalls.race(
                4,
                racer ->
                    sum.addAndGet(
                        switch (racer) {
                          case 0 -> suspend(node, chain.first().id());
                          case 1 -> suspend(first, chain.second().id());
                          case 2 -> suspend(node, chain.third().id());
                          default ->
                              number(
                                  first
                                      .operator()
                                      .delete("/api/v1/delegations/" + chain.secondDelegation()),
                                  "revokedTokenCount");
                        }));
            return sum.get();
          });
    }
  }
}
