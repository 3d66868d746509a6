package dev.signet.tokens.grants;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isOAuthErrorWith;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.jose.SigningAlg;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.Jwt;
import dev.signet.testing.LeakedSigningKeys;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Agents exchange tokens to act for each other ([RFC
/// 8693](https://www.rfc-editor.org/rfc/rfc8693)). An exchanged token allows no more than anything
/// above it, and ends with it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenExchangeTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String API = "https://api.example.com/";
  private static final String INACTIVE = "{\"active\":false}";

  private static String organization;

  @BeforeAll
  static void createOrganization() {
    organization = server.createOrganization("parcels");
  }

  private static TestAgent agent() {
    return agent(new Object[0]);
  }

  private static TestAgent agent(Object... more) {
    var members =
        new ArrayList<Object>(
            List.of(
                "name",
                "agent",
                "organizationId",
                organization,
                "scopes",
                List.of("read", "write"),
                "grantTypes",
                List.of("client_credentials", ExchangingAgents.EXCHANGE)));
    replace(members, more);
    return server.registerAgentWith(members.toArray());
  }

  private static void replace(List<Object> members, Object... others) {
    for (var i = 0; i < others.length; i += 2) {
      var at = members.indexOf(others[i]);
      if (at >= 0) {
        members.set(at + 1, others[i + 1]);
      } else {
        members.addAll(List.of(others[i], others[i + 1]));
      }
    }
  }

  private static String lend(TestAgent subject, TestAgent actor, Object... more) {
    var members =
        new ArrayList<Object>(
            List.of(
                "subject", subject.id(), "actor", actor.id(), "scopes", List.of("read", "write")));
    replace(members, more);
    var answer = server.operator().post("/api/v1/delegations", members.toArray());
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.text("delegationId");
  }

  private static TestResponse exchange(TestAgent actor, String subjectToken, String... more) {
    return exchange(actor, actor.client(), subjectToken, more);
  }

  private static TestResponse exchange(
      TestAgent actor, TestClient client, String subjectToken, String... more) {
    return ExchangingAgents.exchange(client, actor, subjectToken, more);
  }

  private static String exchanged(TestAgent actor, String subjectToken, String... more) {
    var answer = exchange(actor, subjectToken, more);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.text("access_token");
  }

  private static TestResponse introspect(String token) {
    return server.operator().form("/oauth/introspect", "token", token);
  }

  private static void assertActive(String... tokens) {
    assertThat(tokens)
        .allSatisfy(token -> assertThat(introspect(token).body()).contains("\"active\":true"));
  }

  private static void assertInactive(String... tokens) {
    assertThat(tokens)
        .allSatisfy(token -> assertThat(introspect(token).body()).isEqualTo(INACTIVE));
  }

  private static void isRefused(TestResponse answer, String error, String reason) {
    isRefused(answer, error, reason, Set.of("reason"));
  }

  private static void isRefused(
      TestResponse answer, String error, String reason, Set<String> members) {
    isOAuthErrorWith(members, answer, 400, error);
    assertThat(answer.text("reason")).isEqualTo(reason);
  }

  /// Three agents, each of which lends to the next, and a token of each.
  private record Chain(
      TestAgent first,
      TestAgent second,
      TestAgent third,
      String firstDelegation,
      String secondDelegation,
      String root,
      String middle,
      String last) {
    static Chain create() {
      var first = agent();
      var second = agent();
      var third = agent();
      var one = lend(first, second, "maxHops", 2);
      var two = lend(second, third);
      var root = first.token();
      var middle = exchanged(second, root);
      return new Chain(first, second, third, one, two, root, middle, exchanged(third, middle));
    }
  }

  @Test
  void an_agent_gets_a_token_to_act_for_another_one() {
    var subject = agent();
    var actor = agent();
    var delegation = lend(subject, actor, "scopes", List.of("read"), "resources", List.of(API));

    var answer = exchange(actor, subject.token());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder(
            "access_token",
            "token_type",
            "expires_in",
            "scope",
            "issued_token_type",
            "delegation_id");
    assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN);
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.text("scope")).isEqualTo("read");
    assertThat(answer.text("delegation_id")).isEqualTo(delegation);
    var claims = Jwt.of(answer.text("access_token")).claims();
    assertThat(claims.path("sub").asString()).isEqualTo(subject.clientId());
    assertThat(claims.path("client_id").asString()).isEqualTo(actor.clientId());
    assertThat(claims.path("agent_id").asString()).isEqualTo(actor.id());
    assertThat(claims.path("organization_id").asString()).isEqualTo(organization);
    assertThat(claims.path("aud").asString()).isEqualTo(API);
    assertThat(claims.path("act").path("sub").asString()).isEqualTo(actor.clientId());
    assertThat(claims.path("act").path("iss").asString()).isEqualTo(server.server().issuer());
    assertThat(claims.path("act").path("sub_profile").asString()).isEqualTo("ai_agent");
    assertThat(claims.path("delegation_id").asString()).isEqualTo(delegation);
    assertThat(claims.path("anc")).hasSize(1);
  }

  @Test
  void introspection_shows_who_acts_and_not_the_ancestors() {
    var chain = Chain.create();

    var answer = introspect(chain.last());

    assertThat(answer.text("active")).isEqualTo("true");
    assertThat(answer.text("sub")).isEqualTo(chain.first().clientId());
    assertThat(answer.text("client_id")).isEqualTo(chain.third().clientId());
    assertThat(answer.text("act/sub")).isEqualTo(chain.third().clientId());
    assertThat(answer.text("act/act/sub")).isEqualTo(chain.second().clientId());
    assertThat(answer.text("delegation_id")).isEqualTo(chain.secondDelegation());
    assertThat(answer.json("anc")).isNull();
  }

  @Test
  void an_exchange_is_recorded_with_what_it_was_made_from() {
    var chain = Chain.create();

    var event = server.operator().get("/api/v1/audit?action=token.exchanged&limit=1");

    assertThat(event.json("data/0/eventId"))
        .isEqualTo(Jwt.of(chain.last()).claims().path("jti").asString());
    assertThat(event.json("data/0/agentId")).isEqualTo(chain.third().id());
    assertThat(event.json("data/0/metadata/subject")).isEqualTo(chain.first().clientId());
    assertThat(event.json("data/0/metadata/subject_token"))
        .isEqualTo(Jwt.of(chain.middle()).claims().path("jti").asString());
    assertThat(event.json("data/0/metadata/delegation_id")).isEqualTo(chain.secondDelegation());
    var exported =
        server
            .operator()
            .get("/api/v1/audit/export?action=token.exchanged&agentId=" + chain.third().id())
            .body();
    assertThat(exported)
        .contains(
            "\"tokenDelegation\":\"" + chain.secondDelegation() + "\"",
            "\"tokenSubjectToken\":\"" + Jwt.of(chain.middle()).claim("jti") + "\"");
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  @Test
  void revoking_a_delegation_ends_all_tokens_below_it_and_no_other() {
    var chain = Chain.create();
    assertActive(chain.root(), chain.middle(), chain.last());

    server.operator().delete("/api/v1/delegations/" + chain.secondDelegation());
    assertActive(chain.root(), chain.middle());
    assertInactive(chain.last());

    server.operator().delete("/api/v1/delegations/" + chain.firstDelegation());
    assertActive(chain.root());
    assertInactive(chain.middle(), chain.last());
  }

  @Test
  void revoking_a_delegation_counts_the_active_tokens_below_it_exactly_as_its_preview() {
    var chain = Chain.create();
    var more = exchanged(chain.second(), chain.root());
    var revoked = exchanged(chain.third(), more);
    server.operator().form("/oauth/revoke", "token", revoked);
    exchanged(chain.second(), chain.middle(), "scope", "read");
    var path = "/api/v1/delegations/" + chain.firstDelegation();

    var preview = server.operator().get(path + "/blast-radius");
    var answer = server.operator().delete(path);

    assertThat(preview.text("tokens")).isEqualTo("4");
    assertThat(preview.text("agentCount")).isEqualTo("2");
    assertThat(preview.text("byDepth")).isEqualTo("[2,2]");
    assertThat(answer.text("revokedTokenCount")).isEqualTo("4");
    assertThat(answer.text("agentCount")).isEqualTo("2");
    assertThat(answer.text("byDepth")).isEqualTo("[2,2]");
    assertThat(answer.text("counted")).isEqualTo("true");
    var event = server.operator().get("/api/v1/audit?action=delegation.revoked&limit=1");
    assertThat(event.json("data/0/metadata/revoked_token_count")).isEqualTo("4");
    assertThat(server.operator().get(path + "/blast-radius").text("tokens")).isEqualTo("0");
    assertThat(server.operator().delete(path).text("revokedTokenCount")).isEqualTo("0");
  }

  @Test
  void tokens_that_something_else_has_ended_before_are_not_counted_again() {
    var chain = Chain.create();

    var second = server.operator().delete("/api/v1/delegations/" + chain.secondDelegation());
    var first = server.operator().delete("/api/v1/delegations/" + chain.firstDelegation());

    assertThat(second.text("revokedTokenCount")).isEqualTo("1");
    assertThat(first.text("revokedTokenCount")).isEqualTo("1");
  }

  @Test
  void revoking_a_token_ends_those_exchanged_from_it_and_their_exchanges() {
    var chain = Chain.create();

    server.operator().form("/oauth/revoke", "token", chain.middle());

    assertActive(chain.root());
    assertInactive(chain.middle(), chain.last());
  }

  @Test
  void suspending_an_agent_ends_everything_below_it_and_reactivating_it_revives_nothing() {
    for (var which = 0; which < 3; which++) {
      var chain = Chain.create();
      var agent = List.of(chain.first(), chain.second(), chain.third()).get(which);
      var path = "/api/v1/agents/" + agent.id();

      server.operator().post(path + "/suspend");
      assertInactive(chain.last());
      server.operator().post(path + "/reactivate");

      assertInactive(chain.last());
      assertThat(introspect(chain.root()).body().equals(INACTIVE)).isEqualTo(which == 0);
      assertThat(introspect(chain.middle()).body().equals(INACTIVE)).isEqualTo(which <= 1);
    }
  }

  @Test
  void a_scope_that_the_subject_loses_is_lost_to_those_who_act_for_it() {
    var chain = Chain.create();

    server.operator().patch("/api/v1/agents/" + chain.first().id(), "scopes", List.of("read"));
    assertThat(introspect(chain.last()).text("scope")).isEqualTo("read");
    server.operator().patch("/api/v1/agents/" + chain.first().id(), "scopes", List.of("other"));

    assertInactive(chain.last());
  }

  @Test
  void narrowing_a_delegation_narrows_the_tokens_below_it() {
    var chain = Chain.create();
    var path = "/api/v1/delegations/" + chain.firstDelegation();

    server.operator().patch(path, "scopes", List.of("write"));
    assertThat(introspect(chain.last()).text("scope")).isEqualTo("write");
    server.operator().patch(path, "maxHops", 1);

    assertActive(chain.middle());
    assertInactive(chain.last());
  }

  @Test
  void a_delegation_that_expires_ends_its_tokens() {
    var subject = agent();
    var actor = agent();
    var expiry = server.clock().instant().plusSeconds(90);
    lend(subject, actor, "expiresAt", expiry.toString());

    var answer = exchange(actor, subject.token());

    assertThat(Long.parseLong(answer.text("expires_in"))).isBetween(80L, 90L);
    assertThat(
            Instant.ofEpochSecond(
                Jwt.of(answer.text("access_token")).claims().path("exp").asLong()))
        .isBeforeOrEqualTo(expiry);
  }

  @Test
  void a_token_never_outlives_the_one_it_was_exchanged_from() {
    var subject = agent("tokenLifetime", 120);
    var actor = agent("tokenLifetime", 3600);
    lend(subject, actor);

    var answer = exchange(actor, subject.token());

    assertThat(Long.parseLong(answer.text("expires_in"))).isLessThanOrEqualTo(120);
  }

  @Test
  void a_requested_scope_that_is_not_lent_is_refused_with_those_that_are() {
    var subject = agent();
    var actor = agent();
    lend(subject, actor, "scopes", List.of("read"));

    var refused = exchange(actor, subject.token(), "scope", "read write");

    isRefused(refused, "invalid_scope", "scope_not_allowed", Set.of("reason", "allowed_scope"));
    assertThat(refused.text("allowed_scope")).isEqualTo("read");
  }

  @Test
  void a_resource_that_is_not_lent_is_refused() {
    var subject = agent();
    var actor = agent();
    lend(subject, actor, "resources", List.of(API));
    var token = subject.token();

    for (var resource : List.of(API + "v1", "https://api.example.com", server.server().issuer())) {
      isOAuthError(exchange(actor, token, "resource", resource), 400, "invalid_target");
    }
    assertThat(exchange(actor, token, "audience", API).status()).isEqualTo(200);
  }

  @Test
  void an_audience_is_a_resource_or_an_agent_of_the_organization() {
    var subject = agent();
    var other = agent();
    var elsewhere =
        server.registerAgentWith(
            "name", "elsewhere", "organizationId", server.createOrganization("audiences"));
    var token = subject.token();

    for (var audience :
        List.of("*", " ", "parcels", "a\u0001b", elsewhere.id(), elsewhere.clientId())) {
      isOAuthError(exchange(subject, token, "audience", audience), 400, "invalid_target");
    }
    for (var audience : List.of(API, other.id(), other.clientId(), subject.clientId())) {
      var narrowed = exchanged(subject, token, "audience", audience);
      assertThat(Jwt.of(narrowed).claim("aud")).isEqualTo(audience);
      assertActive(narrowed);
    }
  }

  @Test
  void resources_and_audiences_have_a_length_together() {
    var subject = agent();
    var token = subject.token();
    var long1 = API + "x".repeat(1000);
    var long2 = API + "y".repeat(1000);

    assertActive(exchanged(subject, token, "resource", long1, "audience", long2));
    isOAuthError(
        exchange(subject, token, "resource", long1, "audience", long2 + "z".repeat(50)),
        400,
        "invalid_target");
    isOAuthError(
        exchange(subject, token, "audience", API + "x".repeat(2048)), 400, "invalid_target");
  }

  @Test
  void a_real_token_that_a_leaked_key_signs_with_another_subject_or_delegation_is_refused() {
    var chain = Chain.create();
    var key = LeakedSigningKeys.of(server, SigningAlg.ES256, "current");
    lend(chain.second(), chain.first());
    var other = agent();

    for (var forged :
        List.of(
            key.forge(chain.middle(), "sub", other.clientId()),
            key.forge(chain.middle(), "delegation_id", chain.secondDelegation()),
            key.forge(chain.middle(), "delegation_id", null))) {
      isRefused(exchange(chain.third(), forged), "invalid_request", "subject_token_invalid");
    }
  }

  @Test
  void who_acted_before_is_told_by_the_chain_and_not_by_the_exchanged_token() {
    var chain = Chain.create();
    var key = LeakedSigningKeys.of(server, SigningAlg.ES256, "current");
    var forged =
        key.forge(chain.middle(), "act", Map.of("sub", "another"), "team_id", "another-team");

    var claims = Jwt.of(exchanged(chain.third(), forged)).claims();

    assertThat(claims.path("act").path("sub").asString()).isEqualTo(chain.third().clientId());
    var before = claims.path("act").path("act");
    assertThat(before.path("sub").asString()).isEqualTo(chain.second().clientId());
    assertThat(before.path("act").isMissingNode()).isTrue();
    assertThat(claims.path("team_id").isMissingNode()).isTrue();
  }

  @Test
  void without_a_delegation_nothing_is_exchanged() {
    var subject = agent();
    var actor = agent();
    lend(actor, subject);

    isRefused(exchange(actor, subject.token()), "invalid_request", "no_delegation");
    isRefused(
        exchange(actor, subject.token(), "delegation_id", lend(subject, agent())),
        "invalid_request",
        "no_delegation");
    var ended = lend(subject, actor);
    server.operator().delete("/api/v1/delegations/" + ended);
    isRefused(exchange(actor, subject.token()), "invalid_request", "no_delegation");
    isRefused(
        exchange(actor, subject.token(), "delegation_id", ended),
        "invalid_request",
        "delegation_ended");
  }

  @Test
  void of_several_delegations_the_one_that_allows_the_request_is_used_or_named() {
    var subject = agent();
    var actor = agent();
    var reads = lend(subject, actor, "scopes", List.of("read"));
    var writes = lend(subject, actor, "scopes", List.of("write"));
    var token = subject.token();

    assertThat(exchange(actor, token, "scope", "write").text("delegation_id")).isEqualTo(writes);
    var refused = exchange(actor, token);
    isRefused(refused, "invalid_request", "ambiguous", Set.of("reason", "delegation_ids"));
    assertThat(refused.text("delegation_ids")).isEqualTo(reads + " " + writes);
    assertThat(exchange(actor, token, "delegation_id", reads).text("scope")).isEqualTo("read");
  }

  @Test
  void rights_are_not_handed_on_further_than_was_allowed() {
    var first = agent();
    var second = agent();
    var third = agent();
    lend(first, second);
    lend(second, third);

    isRefused(exchange(third, exchanged(second, first.token())), "invalid_request", "hops_used_up");
  }

  @Test
  void no_agent_is_in_a_chain_twice() {
    var chain = Chain.create();
    lend(chain.third(), chain.first());

    isRefused(exchange(chain.first(), chain.last()), "invalid_request", "chain_cycle");
  }

  @Test
  void a_token_for_another_resource_is_not_exchanged_by_its_receiver() {
    var subject = agent();
    var actor = agent();
    lend(subject, actor, "resources", List.of("*"));
    var forApi =
        subject
            .client()
            .form(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                subject.clientId(),
                "client_secret",
                subject.secret(),
                "resource",
                API)
            .text("access_token");

    isRefused(exchange(actor, forApi), "invalid_request", "subject_not_for_actor");
  }

  @Test
  void a_subject_token_that_is_not_active_here_is_refused_in_one_way() {
    var subject = agent("tokenLifetime", 60);
    var actor = agent();
    lend(subject, actor);
    var revoked = subject.token();
    server.operator().form("/oauth/revoke", "token", revoked);
    var elsewhere =
        server.registerAgentWith(
            "name",
            "elsewhere",
            "organizationId",
            server.createOrganization("other"),
            "scopes",
            List.of("read"));
    var token = subject.token();
    var altered = token.substring(0, token.length() - 4) + "AAAA";

    for (var bad : List.of(revoked, elsewhere.token(), altered, "x", "a.b.c")) {
      isRefused(exchange(actor, bad), "invalid_request", "subject_token_invalid");
    }
    server.clock().advance(Duration.ofSeconds(61));
    isRefused(exchange(actor, token), "invalid_request", "subject_token_invalid");
  }

  @Test
  void malformed_requests_are_refused() {
    var subject = agent();
    var actor = agent();
    lend(subject, actor);
    var token = subject.token();

    isOAuthError(exchange(actor, token, "subject_token", token), 400, "invalid_request");
    isOAuthError(exchange(actor, token, "actor_token", actor.token()), 400, "invalid_request");
    isOAuthError(exchange(actor, token, "actor_token_type", ACCESS_TOKEN), 400, "invalid_request");
    for (var type : List.of("refresh_token", "id_token", "jwt", "id-jag")) {
      isRefused(
          exchange(
              actor, token, "requested_token_type", "urn:ietf:params:oauth:token-type:" + type),
          "invalid_request",
          "unsupported_token_type");
    }
    isOAuthError(exchange(actor, token, "resource", API + "#f"), 400, "invalid_target");
    isOAuthError(exchange(actor, token, "scope", "read  write"), 400, "invalid_scope");
    isRefused(exchange(actor, token, "delegation_id", "x"), "invalid_request", "no_delegation");
    isOAuthError(
        exchange(new TestAgent(actor.client(), actor.id(), actor.clientId(), "wrong"), token),
        401,
        "invalid_client");
    var plain =
        server.registerAgentWith(
            "name", "plain", "organizationId", organization, "scopes", List.of("read"));
    isOAuthError(exchange(plain, token), 400, "unauthorized_client");
  }

  @Test
  void an_actor_token_of_the_caller_joins_the_chain() {
    var subject = agent();
    var actor = agent();
    lend(subject, actor);
    var own = actor.token();

    var token =
        exchanged(actor, subject.token(), "actor_token", own, "actor_token_type", ACCESS_TOKEN);
    assertActive(token);
    isRefused(
        exchange(
            actor,
            subject.token(),
            "actor_token",
            subject.token(),
            "actor_token_type",
            ACCESS_TOKEN),
        "invalid_request",
        "actor_token_invalid");
    server.operator().form("/oauth/revoke", "token", own);

    assertInactive(token);
  }

  @Test
  void an_agent_narrows_its_own_token_and_keeps_the_chain() {
    var chain = Chain.create();

    var answer = exchange(chain.second(), chain.middle(), "scope", "read");

    assertThat(answer.text("scope")).isEqualTo("read");
    var claims = Jwt.of(answer.text("access_token")).claims();
    assertThat(claims.path("sub").asString()).isEqualTo(chain.first().clientId());
    assertThat(claims.path("act").path("sub").asString()).isEqualTo(chain.second().clientId());
    assertThat(claims.path("act").path("act").isMissingNode()).isTrue();
    assertThat(claims.path("anc")).hasSize(2);
    var below = exchanged(chain.third(), answer.text("access_token"));
    assertThat(introspect(below).text("scope")).isEqualTo("read");
    server.operator().form("/oauth/revoke", "token", chain.middle());
    assertInactive(answer.text("access_token"), below);
  }

  @Test
  void a_token_for_a_single_call_expires_soon() {
    var chain = Chain.create();

    var brief = exchange(chain.second(), chain.middle(), "requested_expiry", "60");
    assertThat(brief.text("expires_in")).isEqualTo("60");
    assertActive(brief.text("access_token"));
    server.clock().advance(Duration.ofSeconds(61));
    assertInactive(brief.text("access_token"));
    assertActive(chain.middle());
    // It shortens only.
    var full = exchange(chain.second(), chain.root(), "requested_expiry", "999999999");
    assertThat(Long.parseLong(full.text("expires_in"))).isLessThanOrEqualTo(3600 - 61);
    for (var malformed : List.of("0", "-1", "1.5", "ten", "1000000000", "01")) {
      isOAuthError(
          exchange(chain.second(), chain.root(), "requested_expiry", malformed),
          400,
          "invalid_request");
    }
  }

  @Test
  void a_bound_token_is_exchanged_for_a_bound_one_only() {
    var subject = agent();
    var actor = agent();
    lend(subject, actor);
    var theirs = TestClientKey.generate();
    var ours = TestClientKey.generate();
    var bound =
        subject.requestToken(server.proof(theirs, "POST", "/oauth/token")).text("access_token");

    isRefused(exchange(actor, bound), "invalid_request", "proof_needed");
    var answer =
        exchange(
            actor,
            actor.client().with("DPoP", server.proof(ours, "POST", "/oauth/token").build()),
            bound);

    assertThat(answer.text("token_type")).isEqualTo("DPoP");
    assertThat(Jwt.of(answer.text("access_token")).claims().path("cnf").path("jkt").asString())
        .isEqualTo(ours.thumbprint());
  }

  @Test
  void an_exchanged_token_does_not_open_this_servers_own_api() {
    var subject = agent("scopes", List.of("agents:read"));
    var actor = agent("scopes", List.of("agents:read"));
    lend(subject, actor, "scopes", List.of("agents:read"));

    var token = exchanged(actor, subject.token());

    for (var path : List.of("/api/v1/agents", "/api/v1/agents/" + actor.id())) {
      isProblem(actor.with(token).get(path), 403, "delegated_token");
    }
  }

  @Test
  void agents_of_the_default_organization_exchange_nothing() {
    var nowhere =
        server.registerAgentWith(
            "name",
            "nowhere",
            "scopes",
            List.of("read"),
            "grantTypes",
            List.of("client_credentials", ExchangingAgents.EXCHANGE));

    isRefused(exchange(nowhere, nowhere.token()), "invalid_request", "organization_required");
  }

  @Test
  void a_token_of_eight_hops_fits_into_a_header_and_a_ninth_is_refused() {
    var agents = new ArrayList<TestAgent>();
    for (var i = 0; i < 10; i++) {
      agents.add(agent());
    }
    var token = agents.getFirst().token();
    for (var i = 1; i < 9; i++) {
      lend(agents.get(i - 1), agents.get(i), "maxHops", 8);
      token = exchanged(agents.get(i), token);
    }

    assertThat(token.length()).isLessThanOrEqualTo(4096);
    assertActive(token);
    lend(agents.get(8), agents.get(9), "maxHops", 8);
    var refused = exchange(agents.get(9), token);
    isRefused(refused, "invalid_request", "chain_too_deep");
    server.operator().form("/oauth/revoke", "token", agents.getFirst().token());
    assertActive(token);
    server.operator().post("/api/v1/agents/" + agents.getFirst().id() + "/suspend");
    assertInactive(token);
  }
}
