package dev.signet.console.pages;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.identity.users.Role;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// No caller gains rights through members of organizations: neither their links, nor a confirmation
/// or a session with fewer rights, nor a request that began before a removal.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class MemberRightsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String[] AUDITOR = Role.AUDITOR.scopes().values().toArray(String[]::new);
  private static final String PASSKEYS = "/console/account/passkeys";
  private static final MemberInvites invites = new MemberInvites(server);

  private static int count;

  private String ours;
  private String theirs;

  @BeforeEach
  void createTwoOrganizations() {
    ours = server.createOrganization("rights-" + ++count);
    theirs = server.createOrganization("others-" + count);
  }

  private static String person(TestResponse invited) {
    return "/console/people/" + invited.text("userId");
  }

  private static String membersPage(String organization) {
    return "/console/organizations/" + organization + "/members";
  }

  private static TestResponse membersOf(String organization) {
    return server.operator().get(MemberInvites.path(organization) + "?limit=100");
  }

  @Test
  void a_key_with_fewer_rights_gets_no_link_of_an_invited_owner() {
    var invited = invites.invite(ours, "Ada", "owner");
    var visitor = BrowserSession.signIn(server, invites.key("operators:read", "operators:write"));

    var refused = visitor.form(person(invited) + "/link", "once", UUID.randomUUID().toString());

    assertThat(refused.status()).as(refused.body()).isEqualTo(403);
    assertThat(refused.body()).doesNotContain("link_");
    assertThat(visitor.get(person(invited)).body()).doesNotContain("Create a new link");
    // The owner's own link still works.
    assertThat(invites.open(invited).status()).isEqualTo(303);
  }

  @Test
  void a_key_with_fewer_rights_neither_signs_an_owner_out_nor_removes_or_changes_them() {
    var invited = invites.invite(ours, "Ada", "owner");
    var ada = invites.signIn(invited);
    var visitor = BrowserSession.signIn(server, invites.key("operators:read", "operators:write"));

    for (var change : new String[] {"/sign-out", "/remove", "/role"}) {
      assertThat(visitor.form(person(invited) + change, "role", "member").status())
          .as(change)
          .isEqualTo(403);
    }

    assertThat(ada.get("/console/account").status()).isEqualTo(200);
    assertThat(membersOf(ours).body()).contains("Ada");
  }

  @Test
  void a_caller_neither_invites_nor_changes_a_member_with_more_rights_than_its_own() {
    var owner = invites.invite(ours, "Ada", "owner");
    var lesser = invites.keyOf(ours, "operators:write", "agents:read");

    isProblem(MemberInvites.invite(lesser, ours, "Eve", "owner"), 403, "insufficient_scope");
    var path = MemberInvites.path(ours) + "/" + owner.text("userId");
    isProblem(lesser.patch(path, "role", "member"), 403, "insufficient_scope");
    isProblem(lesser.delete(path), 403, "insufficient_scope");

    assertThat(membersOf(ours).text("data/0/role")).isEqualTo("owner");
    assertThat(membersOf(ours).json().path("data")).hasSize(1);
  }

  @Test
  void a_key_confirms_only_a_user_whose_rights_it_has_in_all_organizations() {
    var invited = invites.invite(ours, "Ada", "auditor");
    var ada = invites.signIn(invited);
    addTo(theirs, invited, "owner");
    assertThat(ada.get("/console/organizations").body()).contains(ours);
    server.clock().advance(Duration.ofMinutes(6));

    var refused = ada.form("/console/confirm", "operator_key", invites.key(AUDITOR));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("set-cookie")).isEmpty();
    assertThat(ada.get("/console/webhooks/new").status()).isEqualTo(403);
    assertThat(ada.form("/console/confirm", "operator_key", server.operatorKey()).status())
        .isEqualTo(303);
  }

  @Test
  void a_key_does_not_confirm_an_owner_of_the_server_who_works_as_auditor_of_an_organization() {
    var added = invites.addToServer("Ada-" + ++count, "owner");
    var ada = invites.signIn(added);
    var id = idOf("Ada-" + count);
    var inOrganization =
        server.operator().post(MemberInvites.path(ours), "userId", id, "role", "auditor");
    assertThat(inOrganization.status()).as(inOrganization.body()).isEqualTo(201);
    var inOurs = invites.choose(ada, ours);
    assertThat(inOurs.get(membersPage(ours)).body()).doesNotContain("Invite a member");
    server.clock().advance(Duration.ofMinutes(6));
    var key = invites.key(AUDITOR);

    var refused = inOurs.form("/console/confirm", "operator_key", key);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("set-cookie")).isEmpty();
    var back = invites.choose(inOurs, "");
    assertThat(back.get("/console/people/new").status()).isEqualTo(303);
    assertThat(back.form("/console/confirm", "operator_key", key).status()).isEqualTo(403);
  }

  private static String idOf(String name) {
    var found =
        Pattern.compile("/console/people/([0-9a-f-]{36})\">" + name)
            .matcher(
                BrowserSession.signIn(server, server.operatorKey())
                    .get("/console/people?limit=100")
                    .body());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private void addTo(String organization, TestResponse invited, String role) {
    assertThat(
            server
                .operator()
                .post(
                    MemberInvites.path(organization),
                    "userId",
                    invited.text("userId"),
                    "role",
                    role)
                .status())
        .isEqualTo(201);
  }

  @Test
  void a_switch_gives_the_session_a_new_cookie_and_is_recorded() {
    var invited = invites.invite(ours, "Ada", "auditor");
    var ada = invites.signIn(invited);
    addTo(theirs, invited, "owner");

    var moved = invites.choose(ada, theirs);

    assertThat(moved.cookie()).isNotEqualTo(ada.cookie());
    assertThat(ada.get("/console/account").status()).isEqualTo(303);
    assertThat(moved.get("/console/account").status()).isEqualTo(200);
    var log = invites.keyOf(theirs, "audit:read").get("/api/v1/audit?action=console.switched");
    assertThat(log.text("data/0/metadata/role")).isEqualTo("owner");
    assertThat(log.text("data/0/actor/id")).isEqualTo(invited.text("userId"));
    assertThat(
            invites.keyOf(ours, "audit:read").get("/api/v1/audit?action=console.switched").body())
        .doesNotContain(invited.text("userId"));
  }

  @Test
  void an_invite_that_began_before_a_removal_gives_no_way_back() {
    for (var round = 0; round < 10; round++) {
      var organization = server.createOrganization("raced-" + ++count);
      var stays = invites.invite(organization, "Ada", "owner");
      var leaves = invites.invite(organization, "Ben", "owner");
      invites.signIn(stays);
      var ben = invites.signIn(leaves);
      var made = new AtomicReference<TestResponse>();

      ConcurrentCalls.race(
          2,
          thread -> {
            if (thread == 0) {
              made.set(
                  ben.form(membersPage(organization) + "/new", "name", "Eve", "role", "owner"));
            } else {
              assertThat(
                      server
                          .operator()
                          .delete(MemberInvites.path(organization) + "/" + leaves.text("userId"))
                          .status())
                  .isEqualTo(204);
            }
          });

      if (made.get().status() == 201) {
        assertThat(invites.open(made.get()).status()).isEqualTo(410);
      } else {
        assertThat(made.get().status()).isIn(303, 403, 422);
        assertThat(membersOf(organization).body()).doesNotContain("Eve");
      }
    }
  }

  @Test
  void links_that_a_removed_or_demoted_member_created_stop_working() {
    for (var isRemoved : new boolean[] {true, false}) {
      var organization = server.createOrganization("links-" + ++count);
      var stays = invites.invite(organization, "Ada", "owner");
      var leaves = invites.invite(organization, "Ben", "owner");
      invites.signIn(stays);
      var made =
          invites
              .signIn(leaves)
              .form(membersPage(organization) + "/new", "name", "Eve", "role", "owner");
      var path = MemberInvites.path(organization) + "/" + leaves.text("userId");
      assertThat(
              BrowserSession.signIn(server, server.operatorKey())
                  .get(membersPage(organization) + "/" + leaves.text("userId") + "/remove")
                  .body())
          .contains("Unused sign-in links that Ben created stop working: of Eve.");

      var answer =
          isRemoved
              ? server.operator().delete(path)
              : server.operator().patch(path, "role", "auditor");

      assertThat(answer.status()).as(answer.body()).isBetween(200, 204);
      assertThat(invites.open(made).status()).isEqualTo(410);
    }
  }

  @Test
  void links_that_a_removed_user_of_the_server_created_stop_working() {
    var ada = invites.signIn(invites.addToServer("Ada-" + ++count, "owner"));
    var made = ada.form(membersPage(ours) + "/new", "name", "Eve", "role", "owner");
    assertThat(made.status()).isEqualTo(201);
    // Another owner of the server, because the last one cannot be removed.
    var id = idOf("Ada-" + count);
    invites.signIn(invites.addToServer("Ben", "owner"));

    var removed =
        BrowserSession.signIn(server, server.operatorKey())
            .form("/console/people/" + id + "/remove");

    assertThat(removed.status()).isEqualTo(303);
    assertThat(invites.open(made).status()).isEqualTo(410);
  }

  @Test
  void a_user_whose_link_another_organization_has_is_not_added() {
    var invited = invites.invite(ours, "Ada", "auditor");

    var refused =
        server
            .operator()
            .post(MemberInvites.path(theirs), "userId", invited.text("userId"), "role", "owner");

    isProblem(refused, 409, "user_not_signed_in");
    assertThat(server.operator().get(MemberInvites.path(theirs)).json().path("data")).isEmpty();
  }

  @Test
  void the_role_form_of_a_member_offers_no_role_on_the_server_by_itself() {
    var invited = invites.invite(ours, "Ada", "auditor");
    var operator = BrowserSession.signIn(server, server.operatorKey());

    var form = operator.get(person(invited) + "/role").body();

    assertThat(form).containsPattern("<option value=\"member\" selected");
    assertThat(operator.form(person(invited) + "/role", "role", "member").status()).isEqualTo(303);
    assertThat(operator.get(person(invited)).body()).contains("auditor");
    var plain = invites.addToServer("Ben-" + ++count, "auditor");
    assertThat(plain.status()).isEqualTo(201);
    var path = "/console/people/" + idOf("Ben-" + count);
    assertThat(operator.get(path + "/role").body()).doesNotContain("value=\"member\"");
    assertThat(operator.form(path + "/role", "role", "member").status()).isEqualTo(422);
    assertThat(operator.form("/console/people/new", "name", "Eve", "role", "member").status())
        .isEqualTo(422);
  }

  @Test
  void the_first_passkey_needs_no_other_proof_in_the_session_of_the_link() {
    var ada = invites.signIn(invites.invite(ours, "Ada", "owner"));
    var byKey = BrowserSession.signIn(server, server.operatorKey());
    server.clock().advance(Duration.ofMinutes(6));

    assertThat(ada.get(PASSKEYS).status()).isEqualTo(200);
    assertThat(ada.form(PASSKEYS, "name", "laptop", "response", "{}").status()).isEqualTo(422);
    // Every other page that needs a confirmation still asks for one.
    assertThat(ada.get(membersPage(ours) + "/new").status()).isEqualTo(303);
    assertThat(byKey.get(PASSKEYS).status()).isEqualTo(409);
    // A key has confirmed since: the proof is not the link any more.
    var confirmed =
        BrowserSession.fromSignIn(
            server, ada.form("/console/confirm", "operator_key", server.operatorKey()));
    server.clock().advance(Duration.ofMinutes(6));
    assertThat(confirmed.get(PASSKEYS).header("location").orElse("")).contains("/console/confirm");
    assertThat(confirmed.form(PASSKEYS, "name", "laptop", "response", "{}").status())
        .isNotEqualTo(422);
  }
}
