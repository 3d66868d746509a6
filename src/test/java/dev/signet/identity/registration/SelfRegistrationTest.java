package dev.signet.identity.registration;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SelfRegistrationTest {
  private static final String REGISTER = "/v1/auth/agent-register";

  @RegisterExtension static final TestServer server = new TestServer().with("registration", "open");

  private static TestResponse registers(TestServer at) {
    var answer = at.unauthenticated().post(REGISTER, "name", "my-research-agent");
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private static TestResponse agent(TestResponse registered) {
    return server.operator().get("/api/v1/agents/" + registered.text("agentId"));
  }

  @Test
  void an_agent_registers_itself_and_gets_its_secrets_once() {
    var answer = registers(server);

    assertThat(answer.json().propertyNames())
        .containsExactly("agentId", "developerId", "name", "apiKey", "rotationSecret");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.text("name")).isEqualTo("my-research-agent");
    var self = server.unauthenticated().bearer(answer.text("apiKey")).get("/v1/agents/self");
    assertThat(self.text("agentId")).isEqualTo(answer.text("agentId"));
    assertThat(self.text("developerId")).isEqualTo(answer.text("developerId"));
    assertThat(self.text("scopes")).isEqualTo("[]");
    var rotated =
        server
            .unauthenticated()
            .bearer(answer.text("apiKey"))
            .post("/v1/agents/self/rotate-key", "rotationSecret", answer.text("rotationSecret"));
    assertThat(rotated.status()).isEqualTo(200);
  }

  @Test
  void the_api_key_is_also_the_client_secret() {
    var made = registers(server);
    var client = server.unauthenticated().basic(made.text("agentId"), made.text("apiKey"));

    var token = client.form("/oauth/token", "grant_type", "client_credentials");

    assertThat(token.status()).isEqualTo(200);
    assertThat(server.operator().form("/oauth/introspect", "token", token.text("access_token")))
        .satisfies(answer ->
            assertThat(answer.text("organization_id")).isEqualTo(made.text("developerId")));
    isClientRefused(
        server.unauthenticated().basic(made.text("agentId"), made.text("rotationSecret")));
    isClientRefused(
        server.unauthenticated().basic(registers(server).text("agentId"), made.text("apiKey")));
  }

  private static void isClientRefused(dev.signet.testing.TestClient client) {
    var answer = client.form("/oauth/token", "grant_type", "client_credentials");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  @Test
  void an_agent_without_a_name_gets_one_and_other_fields_are_refused() {
    var answer = server.unauthenticated().send("POST", REGISTER, "", new byte[0]);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text("name")).matches("agent-[0-9a-f]{8}");
    isProblem(
        server.unauthenticated().postJson(REGISTER, "{\"scopes\":[\"agents:write\"]}"),
        400,
        "invalid_request");
    isProblem(server.unauthenticated().post(REGISTER, "name", ""), 400, "invalid_request");
  }

  @Test
  void each_agent_gets_a_separate_organization() {
    var one = registers(server);
    var other = registers(server);

    assertThat(one.text("developerId")).isNotEqualTo(other.text("developerId"));
    assertThat(agent(one).text("organizationId")).isEqualTo(one.text("developerId"));
  }

  @Test
  void an_agent_is_unclaimed_until_an_operator_claims_it() {
    var made = registers(server);
    var path = "/api/v1/agents/" + made.text("agentId") + "/claim";
    assertThat(server.operator().get("/api/v1/registrations?status=unclaimed").body())
        .contains(made.text("agentId"));

    var claimed = server.operator().post(path, "owner", "research-team");

    assertThat(claimed.status()).isEqualTo(200);
    assertThat(claimed.text("status")).isEqualTo("claimed");
    assertThat(agent(made).text("owner")).isEqualTo("research-team");
    assertThat(server.operator().get("/api/v1/registrations?status=unclaimed").body())
        .doesNotContain(made.text("agentId"));
    assertThat(server.operator().post(path).text("claimedAt")).isEqualTo(claimed.text("claimedAt"));
    isProblem(server.unauthenticated().bearer(made.text("apiKey")).post(path), 403, "forbidden");
    var registered = server.operator().post("/api/v1/agents", "name", "hired").text("agentId");
    isProblem(
        server.operator().post("/api/v1/agents/" + registered + "/claim"),
        409,
        "agent_not_registered_itself");
  }

  @Test
  void with_the_closed_policy_only_operators_register_agents() throws IOException {
    try (var closed = new TestServer()) {
      closed.start();

      isProblem(closed.unauthenticated().post(REGISTER, "name", "x"), 403, "registration_closed");
      var made = closed.operator().post(REGISTER, "name", "x");
      assertThat(made.status()).isEqualTo(201);
      assertThat(closed.operator().get("/api/v1/registrations").text("data/0/status"))
          .isEqualTo("claimed");
      isProblem(
          closed.unauthenticated().bearer(made.text("apiKey")).post(REGISTER, "name", "x"),
          403,
          "registration_closed");
    }
  }

  @Test
  void registrations_per_address_and_hour_are_limited() throws IOException {
    try (var strict =
        new TestServer().with("registration", "open").withDefault("registration-rate")) {
      strict.start();
      for (var i = 0; i < 20; i++) {
        registers(strict);
      }

      var refused =
          strict.unauthenticated().with("X-Forwarded-For", "192.0.2.9").post(REGISTER, "name", "x");

      isProblem(refused, 429, "too_many_requests");
      assertThat(refused.header("Retry-After")).contains("3600");
      assertThat(strict.operator().post(REGISTER, "name", "x").status()).isEqualTo(201);
      var invite = strict.operator().post("/api/v1/invites", "maxUses", 1).text("inviteToken");
      assertThat(
              strict.unauthenticated().post(REGISTER, "name", "x", "inviteToken", invite).status())
          .as("the holder of an invite is not stopped by others at the address")
          .isEqualTo(201);
      isProblem(
          strict.unauthenticated().post(REGISTER, "name", "x", "inviteToken", invite),
          429,
          "too_many_requests");
      strict.clock().advance(Duration.ofHours(1));
      registers(strict);
    }
  }

  @Test
  void concurrent_registrations_cannot_exceed_the_limit_of_unclaimed_agents() throws IOException {
    try (var full =
        new TestServer().with("registration", "open").with("registration-max-unclaimed", "5")) {
      full.start();
      var answers = new ConcurrentLinkedQueue<TestResponse>();

      ConcurrentCalls.race(
          16, _ -> answers.add(full.unauthenticated().post(REGISTER, "name", "x")));

      assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(5);
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 201)
          .allSatisfy(answer -> isProblem(answer, 409, "too_many_unclaimed"));
      assertThat(full.operator().get("/api/v1/agents").text("total")).isEqualTo("5");
      var one = full.operator().get("/api/v1/registrations").text("data/0/agentId");
      var other = full.operator().get("/api/v1/registrations").text("data/1/agentId");
      full.operator().post("/api/v1/agents/" + one + "/claim");
      registers(full);
      full.operator().delete("/api/v1/agents/" + other);
      registers(full);
      isProblem(full.unauthenticated().post(REGISTER, "name", "x"), 409, "too_many_unclaimed");
    }
  }

  @Test
  void an_agent_neither_claimed_nor_used_for_a_day_is_decommissioned() {
    var forgotten = registers(server);
    var claimed = registers(server);
    server.operator().post("/api/v1/agents/" + claimed.text("agentId") + "/claim");
    var used = registers(server);
    server
        .unauthenticated()
        .basic(used.text("agentId"), used.text("apiKey"))
        .form("/oauth/token", "grant_type", "client_credentials");
    server.clock().advance(Duration.ofHours(23));
    server.internals().registrations().reapUnused(server.clock().instant());
    assertThat(agent(forgotten).text("status")).isEqualTo("active");
    server.clock().advance(Duration.ofHours(1));
    var late = registers(server);

    server.internals().registrations().reapUnused(server.clock().instant());

    assertThat(agent(forgotten).text("status")).isEqualTo("decommissioned");
    assertThat(agent(claimed).text("status")).isEqualTo("active");
    assertThat(agent(used).text("status")).isEqualTo("active");
    assertThat(agent(late).text("status")).isEqualTo("active");
    isProblem(
        server.unauthenticated().bearer(forgotten.text("apiKey")).get("/v1/agents/self"),
        401,
        "unauthorized");
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=agent.reaped&agentId=" + forgotten.text("agentId"))
                .text("total"))
        .isEqualTo("1");
  }

  @Test
  void an_unclaimed_agent_unused_for_30_days_frees_its_place() throws IOException {
    try (var full = new TestServer().with("registration", "open")) {
      full.with("registration-max-unclaimed", "3").start();
      var idle = registers(full);
      var busy = registers(full);
      var claimed = registers(full);
      for (var agent : List.of(idle, busy, claimed)) {
        isUsed(full, agent);
      }
      full.operator().post("/api/v1/agents/" + claimed.text("agentId") + "/claim");
      full.internals().registrations().reapUnused(full.clock().instant());
      full.clock().advance(Duration.ofDays(15));
      isUsed(full, busy);
      full.clock().advance(Duration.ofDays(14));
      full.internals().registrations().reapUnused(full.clock().instant());
      assertThat(statusOf(full, idle)).isEqualTo("active");
      full.clock().advance(Duration.ofDays(2));

      full.internals().registrations().reapUnused(full.clock().instant());
      full.internals().registrations().reapUnused(full.clock().instant());

      assertThat(statusOf(full, idle)).isEqualTo("decommissioned");
      assertThat(statusOf(full, busy)).isEqualTo("active");
      assertThat(statusOf(full, claimed)).isEqualTo("active");
      registers(full);
      registers(full);
      isProblem(full.unauthenticated().post(REGISTER, "name", "x"), 409, "too_many_unclaimed");
    }
  }

  private static void isUsed(TestServer by, TestResponse agent) {
    var token =
        by.unauthenticated()
            .basic(agent.text("agentId"), agent.text("apiKey"))
            .form("/oauth/token", "grant_type", "client_credentials");
    assertThat(token.status()).isEqualTo(200);
  }

  private static String statusOf(TestServer at, TestResponse agent) {
    return at.operator().get("/api/v1/agents/" + agent.text("agentId")).text("status");
  }

  @Test
  void of_many_concurrent_uses_of_an_invite_one_succeeds() throws IOException {
    try (var invited = new TestServer().with("registration", "invite")) {
      invited.start();
      isProblem(invited.unauthenticated().post(REGISTER, "name", "x"), 403, "invite_required");
      var organization = invited.createOrganization("research");
      var invite = invited.operator().post("/api/v1/invites", "organizationId", organization);
      assertThat(invite.status()).isEqualTo(201);
      var token = invite.text("inviteToken");
      assertThat(token).matches("inv_[0-9A-Za-z]{46}");
      var answers = new ConcurrentLinkedQueue<TestResponse>();

      ConcurrentCalls.race(
          16, _ -> answers.add(invited.unauthenticated().post(REGISTER, "inviteToken", token)));

      var let = answers.stream().filter(answer -> answer.status() == 201).toList();
      assertThat(let).hasSize(1);
      assertThat(let.getFirst().text("developerId")).isEqualTo(organization);
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 201)
          .allSatisfy(answer -> isProblem(answer, 403, "invite_invalid"));
      assertThat(invited.operator().get("/api/v1/invites").text("data/0/status")).isEqualTo("used");
      assertThat(invited.operator().get("/api/v1/invites").body()).doesNotContain("inv_");
    }
  }

  @Test
  void unknown_revoked_and_expired_invites_have_the_same_response() throws IOException {
    try (var invited = new TestServer().with("registration", "invite")) {
      invited.start();
      var revoked = invited.operator().post("/api/v1/invites");
      var path = "/api/v1/invites/" + revoked.text("inviteId");
      assertThat(invited.operator().delete(path).status()).isEqualTo(204);
      assertThat(invited.operator().delete(path).status()).isEqualTo(204);
      var expired = invited.operator().post("/api/v1/invites");
      invited.clock().advance(Duration.ofDays(7));
      var bodies = new ConcurrentLinkedQueue<String>();
      for (var token :
          new String[] {
            "wrong",
            "inv_" + "0".repeat(46),
            revoked.text("inviteToken"),
            expired.text("inviteToken")
          }) {
        var answer = invited.unauthenticated().post(REGISTER, "inviteToken", token);
        isProblem(answer, 403, "invite_invalid");
        bodies.add(answer.body().replaceAll("\"instance\":\"[^\"]*\"", ""));
      }

      assertThat(bodies.stream().distinct()).hasSize(1);
      assertThat(invited.operator().get("/api/v1/agents").text("total")).isEqualTo("0");
    }
  }
}
