package dev.signet.console.pages;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.testing.RefusalAssertions.isQuotaExceeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.web.http.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Members of organizations: invited with a role, signed in to their organization only, and
/// removed.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class MembersTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("webhook-private-addresses", "true");

  private static final String OTHERS = "heron-of-the-others";
  private static final MemberInvites invites = new MemberInvites(server);

  private static int count;

  private String ours;
  private String theirs;

  @BeforeEach
  void createTwoOrganizations() {
    ours = server.createOrganization("ours-" + ++count);
    theirs = server.createOrganization(OTHERS + "-" + count);
  }

  private static String members(String organization) {
    return MemberInvites.path(organization);
  }

  private static TestResponse invite(TestClient by, String organization, String name, String role) {
    return MemberInvites.invite(by, organization, name, role);
  }

  private static BrowserSession signIn(TestResponse invited) {
    return invites.signIn(invited);
  }

  private BrowserSession owner(String organization) {
    return signIn(invite(server.operator(), organization, "Ada-" + ++count, "owner"));
  }

  private static TestClient keyOf(String organization, String... scopes) {
    return invites.keyOf(organization, scopes);
  }

  private static boolean isSignedIn(BrowserSession visitor) {
    return visitor.get("/console/account").status() == 200;
  }

  @Test
  void an_owner_sees_only_their_organization_with_its_use_and_its_webhooks() {
    var own = server.registerAgentWith("name", "courier-" + count, "organizationId", ours);
    var foreign = server.registerAgentWith("name", OTHERS, "organizationId", theirs);
    own.token();
    foreign.token();
    server.internals().followers().catchUp();
    for (var organization : List.of(ours, theirs)) {
      server
          .operator()
          .post(
              "/api/v1/webhooks",
              "name",
              organization.equals(ours) ? "siem" : OTHERS,
              "url",
              "http://localhost:1024/",
              "events",
              List.of("agent.*"),
              "organizationId",
              organization);
    }

    var owner = owner(ours);

    assertThat(owner.get("/console").header("location")).contains("/console/usage");
    assertThat(owner.get("/console/usage").body()).contains(own.id()).doesNotContain(OTHERS);
    assertThat(owner.get("/console/webhooks").body()).contains("siem").doesNotContain(OTHERS);
    assertThat(owner.get("/console/organizations").body())
        .contains(ours)
        .doesNotContain(theirs, OTHERS);
    assertThat(owner.get("/console/organizations/" + ours).body()).contains("Members");
    for (var page : List.of("", "/members", "/members/new")) {
      var answer = owner.get("/console/organizations/" + theirs + page);
      assertThat(answer.status()).as(page).isEqualTo(404);
      assertThat(withoutRequestId(answer, theirs))
          .isEqualTo(
              withoutRequestId(owner.get("/console/organizations/" + NO_SUCH + page), NO_SUCH));
    }
    assertThat(owner.get("/console/usage?organization=" + theirs).status()).isEqualTo(422);
    assertThat(owner.get("/console/usage/agents/" + foreign.id()).status()).isEqualTo(404);
  }

  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";

  private static String withoutRequestId(TestResponse answer, String id) {
    return answer.body().replace(id, "").replaceAll("<code>[0-9a-z]{20,}</code>", "");
  }

  @Test
  void pages_on_the_whole_server_are_closed_to_members() {
    var owner = owner(ours);
    for (var route : server.internals().router().routes()) {
      if (route.access() instanceof Access.SignedIn && route.method().equals("GET")) {
        var path = route.pattern().replaceAll("\\{\\w+}", NO_SUCH);
        assertThat(owner.get(path).status()).as(path).isEqualTo(403);
      }
    }
  }

  @Test
  void an_owner_invites_members_with_at_most_their_own_rights() {
    var owner = owner(ours);
    var path = "/console/organizations/" + ours + "/members";

    var made = owner.form(path + "/new", "name", "Ben", "role", "auditor");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("cache-control")).contains("no-store");
    assertThat(owner.get(path).body()).contains("Ben", "invited");
    var ben = signIn(made);
    assertThat(ben.get(path).body()).contains("Ben").doesNotContain("Invite a member");
    assertThat(ben.form(path + "/new", "name", "Eve", "role", "auditor").status()).isEqualTo(403);
    var lesser = keyOf(ours, "operators:write", "agents:read");
    isProblem(invite(lesser, ours, "Eve", "owner"), 403, "insufficient_scope");
    assertThat(server.operator().get(members(ours)).body()).doesNotContain("Eve");
  }

  @Test
  void members_of_another_organization_look_as_if_it_did_not_exist() {
    var member = invite(server.operator(), theirs, OTHERS, "owner").text("userId");
    var key = keyOf(ours, "*");

    for (var path : List.of(members(theirs), members(theirs) + "/" + member)) {
      var random = path.replace(theirs, UUID.randomUUID().toString());
      for (var method : path.endsWith("members") ? List.of("GET") : List.of("DELETE")) {
        var answer = key.send(method, path, "", new byte[0]);
        isProblem(answer, 404, "not_found");
        assertThat(answer.body()).doesNotContain(OTHERS);
        assertThat(key.send(method, random, "", new byte[0]).text("detail"))
            .isEqualTo(answer.text("detail"));
      }
    }
    isProblem(invite(key, theirs, "Eve", "auditor"), 404, "not_found");
    isProblem(key.patch(members(theirs) + "/" + member, "role", "auditor"), 404, "not_found");
    isProblem(key.patch(members(ours) + "/" + member, "role", "auditor"), 404, "not_found");
    isProblem(key.post(members(ours), "userId", member, "role", "auditor"), 403, "forbidden");
    assertThat(server.operator().get(members(theirs)).text("data/0/role")).isEqualTo("owner");
  }

  @Test
  void another_role_or_a_removal_ends_the_sessions_at_once() {
    var first = invite(server.operator(), ours, "Ada", "owner");
    var second = invite(server.operator(), ours, "Ben", "owner");
    var ada = signIn(first);
    var ben = signIn(second);

    var changed =
        server.operator().patch(members(ours) + "/" + second.text("userId"), "role", "auditor");

    assertThat(changed.text("role")).isEqualTo("auditor");
    assertThat(isSignedIn(ben)).isFalse();
    assertThat(isSignedIn(ada)).isTrue();
    isProblem(
        server.operator().delete(members(ours) + "/" + first.text("userId")), 409, "last_owner");
    isProblem(
        server.operator().patch(members(ours) + "/" + first.text("userId"), "role", "member"),
        409,
        "last_owner");
    assertThat(server.operator().delete(members(ours) + "/" + second.text("userId")).status())
        .isEqualTo(204);
    assertThat(server.operator().get(members(ours)).body()).doesNotContain("Ben");
    assertThat(server.operator().get("/api/v1/audit?action=organization.member_removed").body())
        .contains(second.text("userId"));
  }

  @Test
  void of_two_owners_who_leave_at_once_one_remains() {
    for (var i = 0; i < 5; i++) {
      var organization = server.createOrganization("raced-" + ++count);
      var invited =
          List.of(
              invite(server.operator(), organization, "Ada", "owner"),
              invite(server.operator(), organization, "Ben", "owner"));
      invited.forEach(MembersTest::signIn);
      var users = invited.stream().map(one -> one.text("userId")).toList();
      var statuses = new ConcurrentLinkedQueue<Integer>();

      ConcurrentCalls.race(
          2,
          thread ->
              statuses.add(
                  thread == 0
                      ? server
                          .operator()
                          .delete(members(organization) + "/" + users.get(thread))
                          .status()
                      : server
                          .operator()
                          .patch(members(organization) + "/" + users.get(thread), "role", "auditor")
                          .status()));

      assertThat(statuses).filteredOn(status -> status == 409).hasSize(1);
    }
  }

  @Test
  void a_user_of_several_organizations_sees_the_chosen_one() {
    var invited = invite(server.operator(), ours, "Ada", "owner");
    var ada = signIn(invited);
    assertThat(
            server
                .operator()
                .post(members(theirs), "userId", invited.text("userId"), "role", "auditor")
                .status())
        .isEqualTo(201);
    isProblem(
        server
            .operator()
            .post(members(theirs), "userId", invited.text("userId"), "role", "auditor"),
        409,
        "already_member");
    assertThat(ada.get("/console/organizations").body()).contains(ours).doesNotContain(theirs);
    assertThat(ada.get("/console/account/organizations").body()).contains(theirs);

    ada = invites.choose(ada, theirs);

    assertThat(ada.get("/console/organizations").body()).contains(theirs).doesNotContain(ours);
    assertThat(ada.get("/console/organizations/" + ours).status()).isEqualTo(404);
    assertThat(ada.get("/console/organizations/" + theirs + "/members/new").status())
        .isEqualTo(403);
    var foreign = server.createOrganization("foreign-" + ++count);
    for (var other : List.of(foreign, "", NO_SUCH)) {
      assertThat(ada.form("/console/account/organizations", "organization", other).status())
          .isEqualTo(404);
    }
  }

  @Test
  void a_member_without_access_to_the_console_has_only_an_account() {
    var invited = invite(server.operator(), ours, "Ada", "member");

    var ada = signIn(invited);

    assertThat(ada.get("/console").header("location")).contains("/account");
    assertThat(ada.get("/account").body()).contains("Ada");
    assertThat(ada.get("/console/organizations/" + ours + "/members").status()).isEqualTo(403);
    assertThat(ada.get("/console/agents").status()).isEqualTo(403);
    assertThat(ada.form("/console/account/organizations", "organization", ours).status())
        .isEqualTo(404);
    assertThat(ada.form("/console/account/organizations", "organization", "").status())
        .isEqualTo(404);
  }

  @Test
  void the_members_of_a_deleted_organization_no_longer_sign_in() {
    var owner = owner(ours);

    var id = server.operator().get(members(ours)).text("data/0/userId");

    assertThat(server.operator().delete("/api/v1/organizations/" + ours).status()).isEqualTo(204);

    assertThat(isSignedIn(owner)).isFalse();
    for (var action : List.of("organization.member_removed", "person.removed")) {
      assertThat(server.operator().get("/api/v1/audit?action=" + action).body()).contains(id);
    }
  }

  @Test
  void an_owner_changes_roles_and_removes_members_in_the_console() {
    var owner = owner(ours);
    var other = invite(server.operator(), ours, "Ben", "auditor");
    var ben = signIn(other);
    var path = "/console/organizations/" + ours + "/members";
    var ofBen = path + "/" + other.text("userId");

    assertThat(owner.get(ofBen + "/role").body()).contains("Ben is auditor");
    assertThat(owner.form(ofBen + "/role", "role", "king").status()).isEqualTo(422);
    assertThat(owner.form(ofBen + "/role", "role", "owner").header("location")).contains(path);
    assertThat(owner.get(path).body()).contains("Ben is now owner.");
    assertThat(isSignedIn(ben)).isFalse();

    assertThat(owner.form(ofBen + "/remove").header("location")).contains(path);
    assertThat(owner.get(path).body()).contains("Ben was removed.");
    assertThat(owner.get(ofBen + "/role").status()).isEqualTo(404);
    assertThat(server.operator().get(members(ours)).body()).doesNotContain("Ben");
  }

  @Test
  void an_owner_who_is_not_the_last_leaves_and_is_signed_out() {
    var leaving = invite(server.operator(), ours, "Ada", "owner");
    var ada = signIn(leaving);
    var path = "/console/organizations/" + ours + "/members/" + leaving.text("userId") + "/remove";
    assertThat(ada.form(path).status()).isEqualTo(409);
    assertThat(isSignedIn(ada)).isTrue();

    owner(ours);

    assertThat(ada.form(path).header("location")).contains("/console/sign-in");
    assertThat(isSignedIn(ada)).isFalse();
  }

  @Test
  void bad_values_are_refused_and_add_nothing() {
    var all = members(ours);
    isProblem(server.operator().post(all, "role", "owner"), 400, "invalid_request");
    isProblem(server.operator().post(all, "name", "Ada"), 400, "invalid_request");
    isProblem(server.operator().post(all, "name", "Ada", "role", "king"), 400, "invalid_request");
    isProblem(
        server.operator().post(all, "name", "A\u202eda", "role", "owner"), 400, "invalid_request");
    isProblem(server.operator().post(all, "userId", NO_SUCH, "role", "owner"), 404, "not_found");
    isProblem(server.unauthenticated().get(all), 401, "unauthorized");
    isProblem(keyOf(ours, "agents:read").get(all), 403, "insufficient_scope");
    assertThat(server.operator().get(all).json().path("data")).isEmpty();
  }

  @Test
  void a_link_expires_after_seven_days() {
    var invited = invite(server.operator(), ours, "Ada", "owner");
    server.clock().advance(Duration.ofDays(7));

    var refused = invites.open(invited);

    assertThat(refused.status()).isEqualTo(410);
  }

  @Test
  void an_owner_who_has_never_signed_in_does_not_count_as_another_owner() {
    var first = invite(server.operator(), ours, "Ada", "owner");
    signIn(first);
    var second = invite(server.operator(), ours, "Ben", "owner");
    var path = members(ours) + "/" + first.text("userId");

    isProblem(server.operator().delete(path), 409, "last_owner");
    isProblem(server.operator().patch(path, "role", "auditor"), 409, "last_owner");

    signIn(second);
    assertThat(server.operator().delete(path).status()).isEqualTo(204);
  }

  @Test
  void an_operator_of_the_server_does_not_remove_the_last_owner_of_an_organization() {
    var first = invite(server.operator(), ours, "Ada", "owner");
    var ada = signIn(first);
    server.operator().post(members(theirs), "userId", first.text("userId"), "role", "auditor");
    var operator = BrowserSession.signIn(server, server.operatorKey());
    var path = "/console/people/" + first.text("userId") + "/remove";

    var refused = operator.form(path);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("the last owner of the organization");
    assertThat(isSignedIn(ada)).isTrue();
    assertThat(server.operator().get(members(theirs)).body()).contains("Ada");

    signIn(invite(server.operator(), ours, "Ben", "owner"));
    assertThat(operator.form(path).status()).isEqualTo(303);

    assertThat(isSignedIn(ada)).isFalse();
    for (var organization : List.of(ours, theirs)) {
      assertThat(server.operator().get(members(organization)).body()).doesNotContain("Ada");
      assertThat(removals(organization)).contains(first.text("userId"));
    }
  }

  private static String removals(String organization) {
    return keyOf(organization, "audit:read")
        .get("/api/v1/audit?action=organization.member_removed")
        .body();
  }

  @Test
  void a_user_who_leaves_their_only_organization_is_removed_and_another_is_not() {
    var only = invite(server.operator(), ours, "Ada", "auditor").text("userId");
    var both = invite(server.operator(), ours, "Ben", "auditor");
    var ben = signIn(both);
    server.operator().post(members(theirs), "userId", both.text("userId"), "role", "auditor");

    for (var user : List.of(only, both.text("userId"))) {
      assertThat(server.operator().delete(members(ours) + "/" + user).status()).isEqualTo(204);
    }

    var removed = server.operator().get("/api/v1/audit?action=person.removed").body();
    assertThat(removed).contains(only).doesNotContain(both.text("userId"));
    assertThat(isSignedIn(ben)).isFalse();
    isProblem(
        server.operator().post(members(ours), "userId", only, "role", "auditor"), 404, "not_found");
    assertThat(
            server
                .operator()
                .post(members(ours), "userId", both.text("userId"), "role", "auditor")
                .status())
        .isEqualTo(201);
  }

  @Test
  void a_user_is_not_added_while_they_are_removed() {
    for (var round = 0; round < 20; round++) {
      var invited = invite(server.operator(), ours, "Ada", "auditor");
      signIn(invited);
      var user = invited.text("userId");

      ConcurrentCalls.race(
          2,
          thread -> {
            var status =
                thread == 0
                    ? server.operator().delete(members(ours) + "/" + user).status()
                    : server
                        .operator()
                        .post(members(theirs), "userId", user, "role", "auditor")
                        .status();
            assertThat(status).isIn(201, 204, 404);
          });

      var isMember = server.operator().get(members(theirs) + "?limit=100").body().contains(user);
      var isRemoved =
          server.operator().get("/api/v1/audit?action=person.removed").body().contains(user);
      assertThat(isMember).as("a member who is removed").isNotEqualTo(isRemoved);
    }
  }

  @Test
  void a_user_who_leaves_two_organizations_at_once_is_removed() {
    for (var round = 0; round < 10; round++) {
      var invited = invite(server.operator(), ours, "Ada", "auditor");
      signIn(invited);
      var user = invited.text("userId");
      server.operator().post(members(theirs), "userId", user, "role", "auditor");

      ConcurrentCalls.race(
          2,
          thread ->
              assertThat(
                      server
                          .operator()
                          .delete(members(thread == 0 ? ours : theirs) + "/" + user)
                          .status())
                  .isEqualTo(204));

      assertThat(server.operator().get("/api/v1/audit?action=person.removed").body())
          .contains(user);
    }
  }

  @Test
  void an_organization_sees_only_sign_ins_to_itself() {
    var invited = invite(server.operator(), ours, "Ada", "auditor");
    var ada = signIn(invited);
    server.operator().post(members(theirs), "userId", invited.text("userId"), "role", "auditor");

    assertThat(server.operator().get(members(ours)).text("data/0/lastSignedInAt")).isNotEmpty();
    assertThat(server.operator().get(members(theirs)).json("data/0/lastSignedInAt")).isNull();
    assertThat(keyOf(ours, "audit:read").get("/api/v1/audit?action=console.signed_in").body())
        .contains(invited.text("userId"));
    assertThat(keyOf(theirs, "audit:read").get("/api/v1/audit?action=console.signed_in").body())
        .doesNotContain(invited.text("userId"));

    invites.choose(ada, theirs);
    assertThat(server.operator().get(members(theirs)).text("data/0/lastSignedInAt")).isNotEmpty();
  }

  @Test
  void what_a_member_is_refused_is_in_the_log_of_the_organization() {
    var owner = invite(server.operator(), ours, "Ada", "owner");
    var ada = signIn(owner);

    assertThat(ada.get("/console/people").status()).isEqualTo(403);

    assertThat(denialsSeenBy(ours)).contains(owner.text("userId"), "/console/people");

    // The same refusal in another organization is in the log of that one too.
    server.operator().post(members(theirs), "userId", owner.text("userId"), "role", "auditor");
    assertThat(invites.choose(ada, theirs).get("/console/people").status()).isEqualTo(403);
    assertThat(denialsSeenBy(theirs)).contains(owner.text("userId"), "/console/people");
  }

  private static String denialsSeenBy(String organization) {
    return keyOf(organization, "audit:read").get("/api/v1/audit?action=access.denied").body();
  }

  @Test
  void an_invite_leaves_the_link_of_the_first_user_valid() {
    try (var fresh = new TestServer()) {
      fresh.start();
      assertThat(fresh.server().firstSignInLink()).isPresent();
      var organization = fresh.createOrganization("first");
      assertThat(invite(fresh.operator(), organization, "Ada", "owner").status()).isEqualTo(201);

      fresh.restart();

      assertThat(fresh.server().firstSignInLink()).isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_suspended_organization_gets_no_new_members_and_loses_those_removed() {
    var member = invite(server.operator(), ours, "Ada", "auditor").text("userId");
    server.operator().post("/api/v1/organizations/" + ours + "/suspend");

    isProblem(invite(server.operator(), ours, "Ben", "auditor"), 409, "organization_suspended");
    assertThat(server.operator().delete(members(ours) + "/" + member).status()).isEqualTo(204);
  }

  @Test
  void an_organization_has_at_most_a_thousand_members_whatever_its_tier() {
    ConcurrentCalls.race(
        10,
        _ -> {
          for (var i = 0; i < 100; i++) {
            assertThat(invite(server.operator(), ours, "Ada", "member").status()).isEqualTo(201);
          }
        });

    var refused = invite(server.operator(), ours, "Ben", "member");

    isQuotaExceeded(refused, "maxMembers", 1_000, 1_000);
    assertThat(server.operator().get(members(ours) + "?limit=1").text("total")).isEqualTo("1000");
  }
}
