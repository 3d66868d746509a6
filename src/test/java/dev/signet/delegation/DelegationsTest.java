package dev.signet.delegation;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.node.ObjectNode;

/// Delegations are created, narrowed, revoked and listed, and never widened.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DelegationsTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final String PATH = "/api/v1/delegations";
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String API = "https://api.example.com/";

  private static String organization;
  private static TestAgent lender;
  private static TestAgent borrower;

  @BeforeAll
  static void registerAgents() {
    organization = server.createOrganization("parcels");
    lender =
        agent(
            organization, "parcels:read", "parcels:write", "delegations:write", "delegations:read");
    borrower = agent(organization, "parcels:read", "delegations:write", "delegations:read");
  }

  private static TestAgent agent(String organization, String... scopes) {
    return server.registerAgentWith(
        "name",
        "agent",
        "organizationId",
        organization,
        "scopes",
        List.of(scopes),
        "grantTypes",
        List.of("client_credentials", EXCHANGE));
  }

  private static TestClient operator() {
    return server.operator();
  }

  private static TestClient asLender() {
    return lender.with(lender.token());
  }

  private static TestClient asBorrower() {
    return borrower.with(borrower.token());
  }

  private static TestResponse create(TestClient client, Object... more) {
    var members =
        new ArrayList<>(
            List.of(
                "subject", lender.id(), "actor", borrower.id(), "scopes", List.of("parcels:read")));
    for (var i = 0; i < more.length; i += 2) {
      var at = members.indexOf(more[i]);
      if (at >= 0) {
        members.set(at + 1, more[i + 1]);
      } else {
        members.add(more[i]);
        members.add(more[i + 1]);
      }
    }
    return client.post(PATH, members.toArray());
  }

  private static String created(Object... more) {
    var answer = create(operator(), more);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.text("delegationId");
  }

  private static TestResponse latestEvent(String action) {
    return operator().get("/api/v1/audit?action=" + action + "&limit=1");
  }

  @Test
  void an_agent_lends_some_of_its_rights_to_another_one() {
    var answer = create(asLender());

    assertThat(answer.status()).isEqualTo(201);
    var id = answer.text("delegationId");
    assertThat(answer.header("Location")).contains(PATH + "/" + id);
    assertThat(answer.json().propertyNames())
        .containsExactly(
            "delegationId",
            "subject",
            "actor",
            "organizationId",
            "scopes",
            "resources",
            "maxHops",
            "expiresAt",
            "status",
            "createdBy",
            "createdAt",
            "updatedAt");
    assertThat(answer.text("scopes")).isEqualTo("[\"parcels:read\"]");
    assertThat(answer.text("resources/0")).isEqualTo(server.server().issuer());
    assertThat(answer.text("maxHops")).isEqualTo("1");
    assertThat(answer.text("status")).isEqualTo("active");
    assertThat(answer.text("createdBy")).isEqualTo(lender.id());
    assertThat(Duration.between(server.clock().instant(), Instant.parse(answer.text("expiresAt"))))
        .isBetween(Duration.ofDays(30).minusSeconds(60), Duration.ofDays(30));
    assertThat(asBorrower().get(PATH + "/" + id).json()).isEqualTo(answer.json());
    var event = latestEvent("delegation.created");
    assertThat(event.json("data/0/metadata/delegation_id")).isEqualTo(id);
    assertThat(event.json("data/0/agentId")).isEqualTo(lender.id());
    assertThat(event.json("data/0/actor/id")).isEqualTo(lender.id());
    assertThat(event.json("data/0/metadata/actor_name")).isEqualTo("agent");
  }

  @Test
  void an_operator_lends_the_rights_of_any_agent_with_all_terms() {
    var expiry = server.clock().instant().plus(Duration.ofDays(365)).minusSeconds(60).toString();

    var answer =
        create(
            operator(),
            "subject",
            lender.clientId(),
            "actor",
            borrower.clientId(),
            "scopes",
            List.of("parcels:read", "parcels:write"),
            "resources",
            List.of(API, "urn:parcels"),
            "maxHops",
            8,
            "tokenLifetimeSeconds",
            60,
            "expiresAt",
            expiry,
            "purpose",
            "labels");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text("subject")).isEqualTo(lender.id());
    assertThat(answer.text("actor")).isEqualTo(borrower.id());
    assertThat(answer.text("resources")).isEqualTo("[\"" + API + "\",\"urn:parcels\"]");
    assertThat(answer.text("maxHops")).isEqualTo("8");
    assertThat(answer.text("tokenLifetimeSeconds")).isEqualTo("60");
    assertThat(answer.text("purpose")).isEqualTo("labels");
    assertThat(create(operator(), "resources", List.of("*")).text("resources"))
        .isEqualTo("[\"*\"]");
  }

  @Test
  void an_agent_lends_only_its_own_rights_and_never_for_all_resources() {
    isProblem(create(asBorrower()), 403, "forbidden");
    isProblem(create(asLender(), "resources", List.of("*")), 403, "forbidden");
    isProblem(
        create(lender.with(lender.requestToken("parcels:read").text("access_token"))),
        403,
        "insufficient_scope");
    isProblem(create(server.unauthenticated()), 401, "unauthorized");
  }

  @Test
  void scopes_that_the_subject_does_not_hold_are_refused_by_name() {
    var refused =
        create(operator(), "scopes", List.of("parcels:read", "parcels:delete", "agents:write"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("error")).isEqualTo("scopes_not_held");
    assertThat(refused.text("scopes")).isEqualTo("parcels:delete agents:write");
  }

  @Test
  void scopes_of_this_server_are_lent_only_by_callers_that_hold_them() {
    var narrow = lender.with(lender.requestToken("delegations:write").text("access_token"));

    assertThat(create(narrow, "scopes", List.of("delegations:write")).status()).isEqualTo(201);
    isProblem(create(narrow, "scopes", List.of("delegations:read")), 403, "insufficient_scope");
  }

  @Test
  void an_actor_that_may_not_exchange_tokens_is_refused() {
    var other =
        server.registerAgentWith(
            "name", "other", "organizationId", organization, "scopes", List.of());

    isProblem(create(operator(), "actor", other.id()), 409, "actor_lacks_grant");
  }

  @Test
  void a_suspended_subject_or_actor_is_refused() {
    var other = agent(organization, "parcels:read");
    var id = created("actor", other.id());
    operator().post("/api/v1/agents/" + other.id() + "/suspend");

    isProblem(create(operator(), "actor", other.id()), 409, "not_active");
    isProblem(create(operator(), "subject", other.id(), "actor", borrower.id()), 409, "not_active");
    assertThat(operator().get(PATH + "/" + id).text("status")).isEqualTo("suspended");
  }

  @Test
  void agents_of_the_default_organization_neither_lend_nor_borrow() {
    var nowhere =
        server.registerAgentWith(
            "name",
            "nowhere",
            "scopes",
            List.of("parcels:read", "delegations:write"),
            "grantTypes",
            List.of("client_credentials", EXCHANGE));

    isProblem(create(operator(), "actor", nowhere.id()), 403, "organization_required");
    isProblem(create(operator(), "subject", nowhere.id()), 403, "organization_required");
    isProblem(
        create(nowhere.with(nowhere.token()), "subject", nowhere.id()),
        403,
        "organization_required");
  }

  @Test
  void agents_of_two_organizations_are_refused_and_not_told_apart_from_unknown_ones() {
    var elsewhere = agent(server.createOrganization("elsewhere"), "parcels:read");

    isProblem(create(operator(), "actor", elsewhere.id()), 409, "organizations_differ");
    var foreign = create(asLender(), "actor", elsewhere.id());
    isProblem(foreign, 404, "not_found");
    var unknown = create(asLender(), "actor", "01a2013e-0000-7000-8000-000000000000");
    assertThat(unknown.json("detail")).isEqualTo(foreign.json("detail"));
  }

  @Test
  void bad_terms_are_refused_by_field_and_change_nothing() {
    var before = operator().get(PATH).text("total");
    isFieldError(
        create(operator(), "actor", lender.id()),
        "actor",
        "must be another agent than the subject");
    isFieldError(create(operator(), "scopes", List.of()), "scopes", "must have at least 1 entry");
    isFieldError(create(operator(), "scopes", List.of("a b")), "scopes", "entry 0 is not a scope");
    isFieldError(
        create(operator(), "scopes", IntStream.range(0, 65).mapToObj(i -> "s" + i).toList()),
        "scopes",
        "must have at most 64 entries");
    for (var resource :
        List.of("", "api", "/path", API + "#f", "https://é.example/", "http://a b/")) {
      isFieldError(
          create(operator(), "resources", List.of(resource)),
          "resources",
          "entry 0 is not an absolute URI without a fragment");
    }
    isFieldError(
        create(operator(), "resources", List.of("*", API)),
        "resources",
        "must have no other entry beside *");
    isFieldError(
        create(operator(), "resources", Collections.nCopies(17, API)),
        "resources",
        "must have at most 16 entries");
    for (var hops : List.<Object>of(0, 9, 1.5, "1", -1)) {
      isFieldError(
          create(operator(), "maxHops", hops), "maxHops", "must be a whole number from 1 to 8");
    }
    for (var seconds : List.<Object>of(59, 86_401, "60")) {
      isFieldError(
          create(operator(), "tokenLifetimeSeconds", seconds),
          "tokenLifetimeSeconds",
          "must be a whole number from 60 to 86400");
    }
    var now = server.clock().instant();
    for (var time : List.of(now, now.minusSeconds(1), now.plus(Duration.ofDays(366)))) {
      isFieldError(
          create(operator(), "expiresAt", time.toString()),
          "expiresAt",
          "must be in the future, within a year");
    }
    isFieldError(
        create(operator(), "purpose", "x".repeat(201)),
        "purpose",
        "must be at most 200 characters");
    isFieldError(create(operator(), "budget", 1), "budget", "is not a field of this request");
    assertThat(operator().get(PATH).text("total")).isEqualTo(before);
  }

  @Test
  void an_idempotency_key_creates_one_delegation() {
    var client = operator().with("Idempotency-Key", "lend once");

    var first = create(client, "purpose", "once");
    var second = create(client, "purpose", "once");

    assertThat(second.text("delegationId")).isEqualTo(first.text("delegationId"));
  }

  @Test
  void a_delegation_is_narrowed_by_its_subject() {
    var id =
        created(
            "scopes",
            List.of("parcels:read", "parcels:write"),
            "resources",
            List.of("*"),
            "maxHops",
            3);
    var expiry = server.clock().instant().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

    var narrowed =
        asLender()
            .patch(
                PATH + "/" + id,
                "scopes",
                List.of("parcels:write"),
                "resources",
                List.of(API),
                "maxHops",
                2,
                "tokenLifetimeSeconds",
                120,
                "expiresAt",
                expiry.toString(),
                "purpose",
                "night shift");

    assertThat(narrowed.status()).isEqualTo(200);
    assertThat(narrowed.text("scopes")).isEqualTo("[\"parcels:write\"]");
    assertThat(narrowed.text("resources")).isEqualTo("[\"" + API + "\"]");
    assertThat(narrowed.text("maxHops")).isEqualTo("2");
    assertThat(narrowed.text("tokenLifetimeSeconds")).isEqualTo("120");
    assertThat(Instant.parse(narrowed.text("expiresAt"))).isEqualTo(expiry);
    assertThat(narrowed.text("purpose")).isEqualTo("night shift");
    assertThat(narrowed.text("endedTokens")).isEqualTo("0");
    assertThat(narrowed.text("counted")).isEqualTo("true");
    var shown = (ObjectNode) narrowed.json();
    shown.remove(List.of("endedTokens", "counted"));
    assertThat(operator().get(PATH + "/" + id).json()).isEqualTo(shown);
    assertThat(latestEvent("delegation.narrowed").text("data/0/metadata/changed"))
        .isEqualTo(
            "[\"scopes\",\"resources\",\"maxHops\",\"tokenLifetimeSeconds\",\"expiresAt\",\"purpose\"]");
  }

  @Test
  void a_change_that_changes_nothing_is_not_recorded() {
    var id = created();
    var before = latestEvent("delegation.narrowed").text("total");

    var answer = operator().patch(PATH + "/" + id, "scopes", List.of("parcels:read"), "maxHops", 1);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("endedTokens")).isEqualTo("0");
    assertThat(latestEvent("delegation.narrowed").text("total")).isEqualTo(before);
  }

  @Test
  void a_delegation_is_never_widened() {
    var id = created("resources", List.of(API), "tokenLifetimeSeconds", 60);
    var before = operator().get(PATH + "/" + id).json();
    for (var wider :
        List.<List<Object>>of(
            List.of("scopes", List.of("parcels:read", "parcels:write")),
            List.of("scopes", List.of("parcels:write")),
            List.of("resources", List.of(API, "urn:parcels")),
            List.of("resources", List.of("*")),
            List.of("resources", List.of(API + "v1")),
            List.of("maxHops", 2),
            List.of("tokenLifetimeSeconds", 61),
            List.of("expiresAt", server.clock().instant().plus(Duration.ofDays(31)).toString()))) {
      var refused = operator().patch(PATH + "/" + id, wider.toArray());

      isProblem(refused, 409, "would_widen");
      assertThat(refused.text("detail")).contains((String) wider.getFirst());
    }
    assertThat(operator().get(PATH + "/" + id).json()).isEqualTo(before);
  }

  @Test
  void only_the_subject_and_operators_narrow_it() {
    var id = created("maxHops", 2);

    isProblem(asBorrower().patch(PATH + "/" + id, "maxHops", 1), 403, "forbidden");
    isFieldError(
        operator().patch(PATH + "/" + id, "actor", lender.id()), "actor", "cannot be changed");
    assertThat(operator().get(PATH + "/" + id).text("maxHops")).isEqualTo("2");
  }

  @Test
  void a_delegation_is_revoked_once_and_for_all() {
    var id = created();

    var revoked =
        asLender()
            .send(
                "DELETE",
                PATH + "/" + id,
                "application/json",
                "{\"reason\":\"incident 42\"}".getBytes(UTF_8));

    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.text("status")).isEqualTo("revoked");
    assertThat(revoked.text("revocationReason")).isEqualTo("incident 42");
    assertThat(latestEvent("delegation.revoked").json("data/0/metadata/delegation_id"))
        .isEqualTo(id);
    var again = operator().delete(PATH + "/" + id);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text("revokedAt")).isEqualTo(revoked.text("revokedAt"));
    assertThat(again.text("revocationReason")).isEqualTo("incident 42");
    isProblem(operator().patch(PATH + "/" + id, "maxHops", 1), 409, "delegation_ended");
  }

  @Test
  void the_actor_may_give_back_what_it_borrowed_and_a_third_agent_may_not() {
    var third = agent(organization, "delegations:write");
    var id = created();

    isProblem(third.with(third.token()).delete(PATH + "/" + id), 403, "forbidden");
    assertThat(operator().get(PATH + "/" + id).text("status")).isEqualTo("active");
    assertThat(asBorrower().delete(PATH + "/" + id).text("status")).isEqualTo("revoked");
  }

  @Test
  void an_expired_delegation_is_recorded_once_and_deleted_a_month_later() {
    var id = created("expiresAt", server.clock().instant().plusSeconds(60).toString());
    var delegations = server.internals().delegations();
    var now = server.clock().instant();

    delegations.deleteEnded(now.plusSeconds(61));
    delegations.deleteEnded(now.plusSeconds(61));

    var events = operator().get("/api/v1/audit?action=delegation.expired").body();
    assertThat(events.split("\"" + id + "\"", -1)).hasSize(2);
    assertThat(operator().get(PATH + "/" + id).text("status")).isEqualTo("expired");
    delegations.deleteEnded(now.plus(Duration.ofDays(30)).plusSeconds(59));
    assertThat(operator().get(PATH + "/" + id).status()).isEqualTo(200);
    delegations.deleteEnded(now.plus(Duration.ofDays(30)).plusSeconds(61));
    isProblem(operator().get(PATH + "/" + id), 404, "not_found");
  }

  @Test
  void the_list_is_filtered_by_agents_status_and_organization() {
    var other = server.createOrganization("listed");
    var subject = agent(other, "a");
    var actor = agent(other, "a");
    var active = created("subject", subject.id(), "actor", actor.id(), "scopes", List.of("a"));
    var ended = created("subject", subject.id(), "actor", actor.id(), "scopes", List.of("a"));
    operator().delete(PATH + "/" + ended);

    assertThat(ids("?organizationId=" + other)).containsExactly(ended, active);
    assertThat(ids("?subject=" + subject.id())).containsExactly(ended, active);
    assertThat(ids("?actor=" + actor.clientId())).containsExactly(ended, active);
    assertThat(ids("?subject=" + actor.id())).isEmpty();
    assertThat(ids("?status=active&organizationId=" + other)).containsExactly(active);
    assertThat(ids("?status=revoked&organizationId=" + other)).containsExactly(ended);
    assertThat(ids("?status=expired&organizationId=" + other)).isEmpty();
    var first = operator().get(PATH + "?limit=1&organizationId=" + other);
    assertThat(ids("?organizationId=" + other + "&after=" + first.text("next")))
        .containsExactly(active);
    isFieldError(
        operator().get(PATH + "?status=pending"), "status", "must be active, revoked or expired");
  }

  private static List<String> ids(String query) {
    var answer = operator().get(PATH + query);
    assertThat(answer.status()).isEqualTo(200);
    var ids = new ArrayList<String>();
    answer.json().path("data").forEach(one -> ids.add(one.path("delegationId").stringValue()));
    return ids;
  }
}
