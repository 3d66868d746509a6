package dev.signet.delegation;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.db.NamedLocks;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.validity.revocations.EndedTokens;
import dev.signet.validity.revocations.RevokedDpopKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whatever ends a token ends those that were exchanged from it, and says how many these were. Each
/// token is counted once: by what ended it first.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CascadeTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String AGENTS = "/api/v1/agents/";

  private static ExchangingAgents agents;

  @BeforeAll
  static void createOrganization() {
    agents = new ExchangingAgents(server, server.createOrganization("cascades"));
  }

  private static String jti(String token) {
    return Jwt.of(token).claim("jti");
  }

  private static TestResponse latestEvent(String action) {
    return server.operator().get("/api/v1/audit?limit=1&action=" + action);
  }

  private static void recorded(String action, TestAgent about, int own, int descendants) {
    var event = latestEvent(action);
    assertThat(event.json("data/0/agentId")).isEqualTo(about.id());
    assertThat(event.json("data/0/metadata/revoked_token_count")).isEqualTo(Integer.toString(own));
    assertThat(event.json("data/0/metadata/revoked_descendant_count"))
        .isEqualTo(descendants == 0 ? null : Integer.toString(descendants));
  }

  private static TestResponse suspend(TestAgent agent) {
    return server.operator().post(AGENTS + agent.id() + "/suspend");
  }

  private static void counts(TestResponse answer, int own, int descendants) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("revokedTokenCount")).isEqualTo(Integer.toString(own));
    assertThat(answer.json("revokedDescendantCount"))
        .isEqualTo(descendants == 0 ? null : Integer.toString(descendants));
  }

  @Test
  void suspending_an_agent_counts_its_tokens_and_those_below_them() {
    var chain = agents.chain();
    agents.exchanged(chain.third(), chain.middle());

    counts(suspend(chain.first()), 1, 3);
    recorded("agent.deactivated_with_revocation", chain.first(), 1, 3);
    counts(suspend(chain.second()), 0, 0);
    counts(suspend(chain.third()), 0, 0);
  }

  @Test
  void each_token_is_counted_by_what_ends_it_first() {
    var chain = agents.chain();

    counts(suspend(chain.third()), 1, 0);
    counts(suspend(chain.second()), 1, 0);
    counts(suspend(chain.first()), 1, 0);

    var other = agents.chain();

    counts(suspend(other.second()), 1, 1);
    counts(suspend(other.first()), 1, 0);
    counts(suspend(other.third()), 0, 0);
  }

  @Test
  void an_agent_without_delegations_ends_no_descendants() {
    var agent = agents.agent();
    agent.token();

    counts(suspend(agent), 1, 0);
    recorded("agent.deactivated_with_revocation", agent, 1, 0);
  }

  @Test
  void suspending_an_agent_with_those_it_registered_counts_each_token_once() {
    var creator = agents.agent("scopes", List.of("read", "write", "agents:write"));
    var registered =
        creator
            .with(creator.token())
            .post(
                "/api/v1/agents",
                "name",
                "registered",
                "scopes",
                List.of("read", "write"),
                "grantTypes",
                List.of("client_credentials", ExchangingAgents.EXCHANGE));
    assertThat(registered.status()).as(registered.body()).isEqualTo(201);
    var secret = server.operator().post(AGENTS + registered.text("agentId") + "/credentials");
    var second =
        new TestAgent(
            server.unauthenticated(),
            registered.text("agentId"),
            registered.text("clientId"),
            secret.text("clientSecret"));
    var chain = agents.chain(creator, second, agents.agent());

    var answer = server.operator().post(AGENTS + creator.id() + "/suspend", "includeCreated", true);

    assertThat(answer.text("suspendedAgentCount")).isEqualTo("2");
    // The creator's two tokens, and one that each of the others exchanged.
    counts(answer, 2, 2);
    assertThat(agents.isActive(chain.last())).isFalse();
  }

  @Test
  void revoking_all_tokens_of_an_agent_counts_those_below_them() {
    var chain = agents.chain();

    counts(server.operator().post(AGENTS + chain.second().id() + "/tokens/revoke"), 1, 1);

    recorded("token.revoked", chain.second(), 1, 1);
    assertThat(agents.isActive(chain.root())).isTrue();
    assertThat(agents.isActive(chain.middle())).isFalse();
    assertThat(agents.isActive(chain.last())).isFalse();
    counts(server.operator().post(AGENTS + chain.first().id() + "/tokens/revoke"), 1, 0);
  }

  @Test
  void decommissioning_an_agent_counts_the_tokens_below_its_own() {
    var chain = agents.chain();

    assertThat(server.operator().delete(AGENTS + chain.first().id()).status()).isEqualTo(204);

    recorded("agent.decommissioned", chain.first(), 1, 2);
    assertThat(agents.isActive(chain.last())).isFalse();
  }

  @Test
  void revoking_one_token_counts_those_exchanged_from_it() {
    var chain = agents.chain();
    var other = agents.exchanged(chain.second(), chain.root());

    server.operator().form("/oauth/revoke", "token", chain.middle());
    recorded("token.revoked", chain.second(), 1, 1);
    server.operator().form("/oauth/revoke", "token", chain.root());
    recorded("token.revoked", chain.first(), 1, 1);

    assertThat(agents.isActive(other)).isFalse();
  }

  @Test
  void a_token_that_ended_with_another_one_is_not_revoked_again() {
    var chain = agents.chain();
    suspend(chain.first());
    var before = latestEvent("token.revoked").json("data/0/eventId");

    server.operator().form("/oauth/revoke", "token", chain.last());

    assertThat(latestEvent("token.revoked").json("data/0/eventId")).isEqualTo(before);
    counts(server.operator().post(AGENTS + chain.third().id() + "/tokens/revoke"), 0, 0);
  }

  @Test
  void revoking_an_actor_token_ends_what_was_exchanged_with_it() {
    var subject = agents.agent();
    var actor = agents.agent();
    agents.lend(subject, actor);
    var own = actor.token();
    var made =
        agents.exchanged(
            actor,
            subject.token(),
            "actor_token",
            own,
            "actor_token_type",
            "urn:ietf:params:oauth:token-type:access_token");

    server.operator().form("/oauth/revoke", "token", own);

    recorded("token.revoked", actor, 1, 1);
    assertThat(agents.isActive(made)).isFalse();
    counts(suspend(actor), 0, 0);
  }

  @Test
  void a_token_that_its_holder_narrowed_ends_with_it() {
    var agent = agents.agent();
    var token = agent.token();
    var narrowed = agents.exchanged(agent, token, "scope", "read");
    var below = agents.exchanged(agent, narrowed);

    server.operator().form("/oauth/revoke", "token", token);

    recorded("token.revoked", agent, 1, 2);
    assertThat(agents.isActive(narrowed)).isFalse();
    assertThat(agents.isActive(below)).isFalse();
    counts(suspend(agent), 0, 0);
  }

  @Test
  void narrowed_tokens_are_the_agents_own_when_all_are_revoked() {
    var agent = agents.agent();
    agents.exchanged(agent, agent.token(), "scope", "read");

    counts(suspend(agent), 2, 0);
  }

  @Test
  void revoking_a_refresh_family_counts_what_was_exchanged_from_its_tokens() {
    var subject = agents.agent();
    var actor = agents.agent();
    agents.lend(subject, actor);
    var first = subject.requestToken();
    var second = subject.refresh(first.text("refresh_token"));
    assertThat(second.status()).as(second.body()).isEqualTo(200);
    var made =
        List.of(
            agents.exchanged(actor, first.text("access_token")),
            agents.exchanged(actor, second.text("access_token")),
            agents.exchanged(actor, second.text("access_token")));
    var other = agents.exchanged(actor, subject.token());

    server.operator().form("/oauth/revoke", "token", second.text("refresh_token"));

    recorded("token.revoked", subject, 2, 3);
    assertThat(made).noneMatch(agents::isActive);
    assertThat(agents.isActive(other)).isTrue();
    counts(suspend(subject), 1, 1);
  }

  @Test
  void replacing_a_key_counts_what_was_exchanged_from_tokens_bound_to_it() {
    var key = TestClientKey.generate();
    var subject = agents.agent("dpopPublicJwk", TestResponse.parse(key.publicJwk()));
    var actor = agents.agent();
    agents.lend(subject, actor);
    var root = subject.requestToken(server.proof(key, "POST", "/oauth/token")).text("access_token");
    var answer =
        ExchangingAgents.exchange(
            server
                .unauthenticated()
                .with(
                    "DPoP", server.proof(TestClientKey.generate(), "POST", "/oauth/token").build()),
            actor,
            root);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);

    var rotated =
        server
            .operator()
            .post(
                AGENTS + subject.id() + "/rotate-dpop-key",
                "new_public_jwk",
                TestResponse.parse(TestClientKey.generate().publicJwk()));

    assertThat(rotated.text("revoked_token_count")).isEqualTo("1");
    assertThat(rotated.text("revoked_descendant_count")).isEqualTo("1");
    recorded("agent.dpop_key_rotated", subject, 1, 1);
    assertThat(agents.isActive(answer.text("access_token"))).isFalse();
    counts(suspend(actor), 0, 0);
  }

  @Test
  void suspending_an_organization_counts_each_active_token_once() {
    var other = new ExchangingAgents(server, server.createOrganization("whole"));
    var chain = other.chain();
    server.operator().form("/oauth/revoke", "token", chain.middle());
    var more = other.exchanged(chain.second(), chain.root());
    other.exchanged(chain.third(), more);

    var answer =
        server.operator().post("/api/v1/organizations/" + other.organization() + "/suspend");

    assertThat(answer.text("revokedTokenCount")).isEqualTo("3");
    assertThat(other.isActive(more)).isFalse();
    server.operator().post("/api/v1/organizations/" + other.organization() + "/reactivate");
    assertThat(other.isActive(more)).isFalse();
    counts(suspend(chain.first()), 0, 0);
  }

  /// What ends tokens may count for long; a change that ends none must not wait for it.
  @Test
  void changes_that_end_no_tokens_do_not_wait_for_those_that_do() {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite has one writer");
    var chain = agents.chain();
    var path = "/api/v1/agents/" + chain.second().id();
    var db = server.internals().db();
    var locks = new NamedLocks(db.dialect());

    var renamed =
        db.inTransaction(tx -> {
          locks.lockExclusively(
              tx, "ends of exchanged tokens of organization " + agents.organization());
          return server.operator().patch(path, "name", "renamed", "scopes", List.of("read"));
        });
    var generated =
        db.inTransaction(tx -> {
          locks.lockExclusively(tx, "exchanges of agent " + chain.second().id());
          return server.operator().post(path + "/credentials");
        });

    assertThat(renamed.status()).as(renamed.body()).isEqualTo(200);
    assertThat(generated.status()).as(generated.body()).isEqualTo(201);
  }

  @Test
  void a_leaked_token_ends_those_exchanged_from_it() {
    var chain = agents.chain();

    var answer = server.operator().post("/api/v1/leaks", "value", chain.middle());

    assertThat(answer.status()).as(answer.body()).isLessThan(300);
    recorded("token.revoked", chain.second(), 1, 1);
    assertThat(agents.isActive(chain.last())).isFalse();
  }

  @Test
  void tokens_that_ended_with_others_are_neither_listed_nor_counted_as_active() {
    var chain = agents.chain();
    var path = AGENTS + chain.third().id() + "/tokens";
    var kept = agents.exchanged(chain.third(), agents.exchanged(chain.second(), chain.root()));
    server.operator().form("/oauth/revoke", "token", chain.middle());

    var listed = server.operator().get(path);

    assertThat(listed.text("total")).isEqualTo("1");
    assertThat(listed.text("data")).contains(jti(kept)).doesNotContain(jti(chain.last()));
  }

  @Test
  void a_delegation_that_ends_after_its_subject_counts_nothing_again() {
    var chain = agents.chain();
    suspend(chain.first());

    var answer = server.operator().delete("/api/v1/delegations/" + chain.firstDelegation());

    assertThat(answer.text("revokedTokenCount")).isEqualTo("0");
  }

  @Test
  void withdrawing_a_signing_key_counts_tokens_of_another_key_below_its_own() {
    var other = new ExchangingAgents(server, server.createOrganization("keys"));
    var subject = other.agent();
    var actor = other.agent("tokenSigningAlg", "EdDSA");
    other.lend(subject, actor);
    var root = subject.token();
    var made = other.exchanged(actor, root);
    var kids = Map.of("root", kid(root), "made", kid(made));
    assertThat(kids.get("root")).isNotEqualTo(kids.get("made"));

    var answer = server.operator().delete("/api/v1/keys/" + kids.get("root"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(Integer.parseInt(answer.text("revokedDescendantCount"))).isEqualTo(1);
    assertThat(other.isActive(made)).isFalse();
    counts(suspend(actor), 0, 0);
  }

  @Test
  void all_of_many_tokens_exchanged_from_one_are_counted() {
    var subject = agents.agent();
    var actor = agents.agent();
    agents.lend(subject, actor);
    var root = subject.token();
    // More than are read at once, on two levels.
    for (var i = 0; i < 205; i++) {
      agents.exchanged(actor, agents.exchanged(actor, root));
    }

    assertThat(preview("/tokens/" + jti(root))).isEqualTo("411 of 2 [1,205,205]");
    server.operator().form("/oauth/revoke", "token", root);

    recorded("token.revoked", subject, 1, 410);
    counts(suspend(actor), 0, 0);
  }

  @Test
  void a_count_reads_no_more_than_its_limit_whether_the_tokens_are_active_or_not() {
    var subject = agents.agent();
    var actor = agents.agent();
    var delegation = new DelegationId(agents.lend(subject, actor));
    var root = subject.token();
    for (var i = 0; i < 4; i++) {
      agents.exchanged(actor, root);
    }
    var oneToken = ended(subject, Set.of(jti(root)));
    var allTokens = ended(subject, Set.of());

    assertThat(countBelow(delegation, 4)).contains(List.of(4L));
    assertThat(countBelow(delegation, 3)).isEmpty();
    assertThat(countBelow(oneToken, 4)).contains(List.of(4L));
    assertThat(countBelow(oneToken, 3)).isEmpty();
    // The delegation is read as well.
    assertThat(countBelow(allTokens, 5)).contains(List.of(4L));
    assertThat(countBelow(allTokens, 4)).isEmpty();

    counts(suspend(actor), 4, 0);

    assertThat(countBelow(delegation, 4)).contains(List.of());
    assertThat(countBelow(delegation, 3)).isEmpty();
    assertThat(countBelow(oneToken, 4)).contains(List.of());
    assertThat(countBelow(oneToken, 3)).isEmpty();
    assertThat(countBelow(allTokens, 4)).isEmpty();
  }

  private static EndedTokens ended(TestAgent agent, Set<String> ids) {
    var generation =
        server
            .internals()
            .db()
            .read(handle ->
                handle
                    .createQuery("SELECT generation FROM agents WHERE agent_id = :id")
                    .bind("id", agent.id())
                    .mapTo(Long.class)
                    .one());
    return new EndedTokens.OfAgent(
        agent.id(), generation, ids, Optional.empty(), new RevokedDpopKeys(Map.of()));
  }

  private static Optional<List<Long>> countBelow(EndedTokens ended, int most) {
    return server
        .internals()
        .db()
        .read(handle -> counter().below(handle, ended, server.clock().instant(), most))
        .map(Descendants::byDepth);
  }

  private static Optional<List<Long>> countBelow(DelegationId delegation, int most) {
    return server
        .internals()
        .db()
        .read(handle -> counter().below(handle, delegation, server.clock().instant(), most))
        .map(Descendants::byDepth);
  }

  private static DescendantCounter counter() {
    var internals = server.internals();
    return new DescendantCounter(
        internals.audit(),
        internals.delegations().chains(),
        new DelegationStore(internals.db().dialect()));
  }

  @Test
  void a_shorter_lifetime_ends_what_was_exchanged_from_older_tokens() {
    var subject = agents.agent();
    var actor = agents.agent();
    var delegation = agents.lend(subject, actor);
    var root = subject.token();
    var old = agents.exchanged(actor, root);
    server.clock().advance(Duration.ofMinutes(20));
    var below = agents.exchanged(actor, old);
    var fresh = agents.exchanged(actor, root);

    assertThat(narrow(delegation, "tokenLifetimeSeconds", 600)).isEqualTo(2);

    assertThat(agents.isActive(old)).isFalse();
    assertThat(agents.isActive(below)).isFalse();
    assertThat(agents.isActive(fresh)).isTrue();
    assertThat(ExchangingAgents.exchange(server, actor, below).text("reason"))
        .isEqualTo("subject_token_invalid");
    counts(suspend(actor), 1, 0);
  }

  @Test
  void narrowing_counts_the_tokens_that_it_ends_and_no_others() {
    var subject = agents.agent();
    var actor = agents.agent();
    var next = agents.agent();
    var delegation = agents.lend(subject, actor);
    agents.lend(actor, next);
    var both = agents.exchanged(actor, subject.token());
    var read = agents.exchanged(actor, subject.token(), "scope", "read");
    var write = agents.exchanged(actor, subject.token(), "scope", "write");
    var below = agents.exchanged(next, write);

    assertThat(narrow(delegation, "purpose", "labels")).isZero();
    assertThat(narrow(delegation, "scopes", List.of("read"))).isEqualTo(2);

    assertThat(agents.isActive(both)).isTrue();
    assertThat(agents.isActive(read)).isTrue();
    assertThat(agents.isActive(write)).isFalse();
    assertThat(agents.isActive(below)).isFalse();
    var event = server.operator().get("/api/v1/audit?limit=1&action=delegation.narrowed");
    assertThat(event.text("data/0/metadata/revoked_token_count")).isEqualTo("2");
    var deep = agents.exchanged(next, both);
    assertThat(narrow(delegation, "maxHops", 1)).isEqualTo(1);
    assertThat(agents.isActive(deep)).isFalse();
    var ended = server.operator().delete("/api/v1/delegations/" + delegation);
    assertThat(ended.text("revokedTokenCount")).isEqualTo("2");
  }

  @Test
  void tokens_below_one_that_a_narrowed_delegation_no_longer_allows_are_counted() {
    var subject = agents.agent();
    var actor = agents.agent();
    var one = "https://one.example.com/";
    var other = "https://other.example.com/";
    var lent =
        server
            .operator()
            .post(
                "/api/v1/delegations",
                "subject",
                subject.id(),
                "actor",
                actor.id(),
                "scopes",
                List.of("read"),
                "resources",
                List.of(one, other));
    assertThat(lent.status()).as(lent.body()).isEqualTo(201);
    var delegation = lent.text("delegationId");
    var narrowed = agents.exchanged(actor, subject.token(), "scope", "read", "resource", one);
    var below = agents.exchanged(actor, narrowed, "resource", other);

    assertThat(narrow(delegation, "resources", List.of(other))).isEqualTo(1);

    assertThat(agents.isActive(narrowed)).isFalse();
    assertThat(agents.isActive(below)).isTrue();
    var ended = server.operator().delete("/api/v1/delegations/" + delegation);
    assertThat(ended.text("revokedTokenCount")).isEqualTo("1");
    assertThat(ended.text("agentCount")).isEqualTo("1");
    assertThat(ended.text("byDepth")).isEqualTo("[0,1]");
    assertThat(agents.isActive(below)).isFalse();
  }

  /// @return how many tokens it says that this ended
  private static int narrow(String delegation, String term, Object to) {
    var answer = server.operator().patch("/api/v1/delegations/" + delegation, term, to);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("counted")).isEqualTo("true");
    return Integer.parseInt(answer.text("endedTokens"));
  }

  private static String preview(String path) {
    var answer = server.operator().get("/api/v1" + path + "/blast-radius");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("tokens")
        + " of "
        + answer.text("agentCount")
        + " "
        + answer.text("byDepth");
  }

  @Test
  void what_an_agent_or_a_token_would_end_can_be_read_before() {
    var chain = agents.chain();
    agents.exchanged(chain.third(), chain.middle());

    assertThat(preview("/agents/" + chain.first().id())).isEqualTo("4 of 3 [1,1,2]");
    assertThat(preview("/agents/" + chain.second().id())).isEqualTo("3 of 2 [1,2]");
    assertThat(preview("/tokens/" + jti(chain.middle()))).isEqualTo("3 of 2 [1,2]");
    assertThat(preview("/tokens/" + jti(chain.last()))).isEqualTo("1 of 1 [1]");
    counts(suspend(chain.first()), 1, 3);
    for (var path :
        List.of(
            "/agents/" + chain.first().id(),
            "/agents/" + chain.third().id(),
            "/tokens/" + jti(chain.root()),
            "/tokens/" + jti(chain.last()))) {
      assertThat(preview(path)).isEqualTo("0 of 0 []");
    }
  }

  @Test
  void an_agent_that_narrowed_its_own_token_is_one_agent_in_the_preview() {
    var agent = agents.agent();
    var token = agent.token();
    agents.exchanged(agent, token, "scope", "read");

    assertThat(preview("/tokens/" + jti(token))).isEqualTo("2 of 1 [1,1]");
  }

  @Test
  void a_preview_shows_nothing_of_other_organizations() {
    var stranger = new ExchangingAgents(server, server.createOrganization("strangers"));
    var reader = stranger.agent("scopes", List.of("delegations:read"));
    var chain = agents.chain();

    for (var paths :
        Map.of("/api/v1/agents/", chain.first().id(), "/api/v1/tokens/", jti(chain.root()))
            .entrySet()) {
      var foreign =
          reader.with(reader.token()).get(paths.getKey() + paths.getValue() + "/blast-radius");
      var unknown =
          reader.with(reader.token()).get(paths.getKey() + UUID.randomUUID() + "/blast-radius");

      isProblem(foreign, 404, "not_found");
      assertThat(withoutInstance(foreign)).isEqualTo(withoutInstance(unknown));
    }
    var without = agents.agent();
    isProblem(
        without.with(without.token()).get(AGENTS + without.id() + "/blast-radius"),
        403,
        "insufficient_scope");
    isProblem(
        server.unauthenticated().get(AGENTS + without.id() + "/blast-radius"), 401, "unauthorized");
  }

  private static String withoutInstance(TestResponse answer) {
    return answer.body().replaceAll("\"instance\":\"[^\"]*\"", "");
  }

  @Test
  void a_refused_exchange_is_recorded_once_a_minute_for_each_client_and_reason() {
    var subject = agents.agent();
    var actor = agents.agent();
    var token = subject.token();
    for (var i = 0; i < 5; i++) {
      assertThat(ExchangingAgents.exchange(server, actor, token).text("reason"))
          .isEqualTo("no_delegation");
    }
    assertThat(ExchangingAgents.exchange(server, actor, "forged").text("reason"))
        .isEqualTo("subject_token_invalid");

    server.internals().audit().recordCounts();

    var events =
        server
            .operator()
            .get("/api/v1/audit?action=token.exchange_refused&agentId=" + actor.id())
            .json()
            .path("data");
    assertThat(
            events
                .valueStream()
                .map(event ->
                    event.path("metadata").path("reason").asString()
                        + " "
                        + event.path("metadata").path("count").asInt()))
        .containsExactlyInAnyOrder("no_delegation 1", "no_delegation 4", "subject_token_invalid 1");
  }

  private static String kid(String token) {
    return Jwt.of(token).headers().path("kid").asString();
  }

  @Test
  void the_audit_log_records_under_its_hash_what_ended_with_a_token() {
    var chain = agents.chain();
    suspend(chain.first());

    var event = latestEvent("agent.deactivated_with_revocation");

    assertThat(event.json("data/0/metadata/revoked_descendant_count")).isEqualTo("2");
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }
}
