package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Users of the console: added, given another role, signed out and removed, by users who may do so.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UserPagesTest {
  private static final Pattern LINK = Pattern.compile("/console/welcome\\?link=(link_\\w+)");

  @RegisterExtension static final TestServer server = new TestServer();

  /// A session of the first operator key, which is not removed with any user.
  private BrowserSession key;

  @BeforeAll
  static void signInFirstUser() {
    signInByLink(server, "Ada", linkIn(server.server().firstSignInLink().orElseThrow()));
  }

  @BeforeEach
  void signIn() {
    key = BrowserSession.signIn(server, server.operatorKey());
  }

  private static String linkIn(String text) {
    var found = LINK.matcher(text);
    assertThat(found.find()).as("a link in " + text).isTrue();
    return found.group(1);
  }

  private static BrowserSession signInByLink(TestServer to, String name, String link) {
    return BrowserSession.fromSignIn(to, openLink(to, name, link));
  }

  private static TestResponse openLink(TestServer to, String name, String link) {
    return BrowserSession.signedOut(to).form("/console/welcome", "link", link, "name", name);
  }

  private static TestResponse addUser(BrowserSession by, String name, String role) {
    return by.form("/console/people/new", "name", name, "role", role);
  }

  private static String linkOfAddedUser(BrowserSession by, String name, String role) {
    var answer = addUser(by, name, role);
    assertThat(answer.status()).isEqualTo(201);
    return linkIn(answer.body());
  }

  /// A user who was added and has signed in.
  private BrowserSession signInNewUser(String name, String role) {
    return signInByLink(server, name, linkOfAddedUser(key, name, role));
  }

  @Test
  void names_have_no_invisible_characters() {
    for (var bad : List.of("A\u202ed\u202ca", "A\u200bda", "Ada\u2028")) {
      var refused = addUser(key, bad, "auditor");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("characters that do not show");
    }
  }

  private static String idOf(BrowserSession reader, String name) {
    var found =
        Pattern.compile("/console/people/([0-9a-f-]{36})\">" + name + "<")
            .matcher(reader.get("/console/people?limit=100").body());
    assertThat(found.find()).as(name + " in the list").isTrue();
    return found.group(1);
  }

  private String path(String name) {
    return "/console/people/" + idOf(key, name);
  }

  private static boolean isSignedIn(BrowserSession visitor) {
    return visitor.get("/console/agents").status() == 200;
  }

  @Test
  void an_added_user_signs_in_by_a_link_that_works_once() {
    var made = addUser(key, "Ben", "operator");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("cache-control")).contains("no-store");
    var link = linkIn(made.body());
    assertThat(key.get("/console/people").body()).contains("Ben", "invited").doesNotContain(link);
    assertThat(server.unauthenticated().get("/console/welcome?link=" + link).body())
        .contains("Ben");

    var ben = signInByLink(server, "Eve", link);
    assertThat(ben.get("/console/account").body()).contains("Ben, operator.");
    assertThat(openLink(server, "Ben", link).status()).isEqualTo(410);
    assertThat(ben.get("/console/agents/new").status()).isEqualTo(200);
    assertThat(ben.get("/console/operator-keys/new").status()).isEqualTo(403);
  }

  @Test
  void one_of_sixteen_concurrent_uses_of_a_link_signs_in() throws Exception {
    var link = linkOfAddedUser(key, "Once", "auditor");

    var statuses = together(16, () -> openLink(server, "Once", link).status());

    assertThat(statuses).containsOnlyOnce(303);
    assertThat(statuses.stream().filter(status -> status == 410)).hasSize(15);
  }

  private static <T> List<T> together(int many, Callable<T> work) throws Exception {
    return together(Stream.generate(() -> work).limit(many).toList());
  }

  private static <T> List<T> together(List<Callable<T>> works) throws Exception {
    var begin = new CyclicBarrier(works.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          works.stream()
              .map(work ->
                  threads.submit(() -> {
                    begin.await();
                    return work.call();
                  }))
              .toList();
      var done = new ArrayList<T>();
      for (var one : running) {
        done.add(one.get());
      }
      return done;
    }
  }

  @Test
  void a_form_that_is_sent_twice_adds_one_user_and_shows_the_same_link() {
    String[] form = {"name", "Twice", "role", "auditor", "once", "add-twice"};

    var first = key.form("/console/people/new", form);
    var second = key.form("/console/people/new", form);

    assertThat(linkIn(second.body())).isEqualTo(linkIn(first.body()));
    assertThat(key.get("/console/people?limit=100").body().split(">Twice<", -1)).hasSize(2);
  }

  @Test
  void a_link_is_valid_for_four_hours_and_until_the_next_is_created() {
    var before = linkOfAddedUser(key, "Carla", "auditor");
    var again = linkIn(key.form(path("Carla") + "/link").body());

    assertThat(openLink(server, "", before).status()).isEqualTo(410);
    server.clock().advance(Duration.ofHours(4));
    assertThat(openLink(server, "", again).status()).isEqualTo(410);

    signIn();
    assertThat(key.get("/console/people").body()).contains("the link has expired");
    var last = linkIn(key.form(path("Carla") + "/link").body());
    assertThat(isSignedIn(signInByLink(server, "", last))).isTrue();
  }

  @Test
  void a_user_who_has_signed_in_gets_no_other_link() {
    signInNewUser("Dora", "auditor");

    assertThat(key.get(path("Dora")).body()).contains("/role\"").doesNotContain("/link\"");
    var answer = key.form(path("Dora") + "/link");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("never signed in").doesNotContain("link_");
  }

  @Test
  void a_new_role_applies_from_the_next_request() {
    var emil = signInNewUser("Emil", "auditor");
    assertThat(emil.get("/console/agents/new").status()).isEqualTo(403);

    var path = path("Emil");
    key.form(path + "/role", "role", "operator");
    assertThat(key.get(path).body()).contains("Emil now has the role operator");
    assertThat(emil.get("/console/agents/new").status()).isEqualTo(200);

    key.form(path + "/role", "role", "auditor");
    assertThat(emil.get("/console/agents/new").status()).isEqualTo(403);
    var wrong = key.form(path + "/role", "role", "king");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("must be owner, operator, auditor or member");
  }

  @Test
  void signing_a_user_out_everywhere_is_confirmed_first() {
    var fay = signInNewUser("Fay", "auditor");
    var path = path("Fay");
    assertThat(key.get(path + "/sign-out").body()).contains("1 session ends at once");
    assertThat(isSignedIn(fay)).isTrue();

    key.form(path + "/sign-out");

    assertThat(key.get(path).body()).contains("1 session has ended");
    assertThat(isSignedIn(fay)).isFalse();
  }

  @Test
  void removing_a_user_ends_their_sessions_and_links_at_once() {
    var gil = signInNewUser("Gil", "auditor");
    var path = path("Gil");
    assertThat(key.get(path + "/remove").body())
        .contains("1 session ends at once")
        .doesNotContain("passkey is removed", "The sign-in link stops working");
    key.form(path + "/remove");
    assertThat(isSignedIn(gil)).isFalse();
    assertThat(key.get("/console/people").body())
        .contains("Gil can no longer sign in. 1 session and 0 passkeys were removed.");
    for (var gone : List.of("", "/link", "/role", "/sign-out", "/remove")) {
      assertThat(key.get(path + gone).status()).as(gone).isEqualTo(404);
      if (!gone.isEmpty()) {
        assertThat(key.form(path + gone, "role", "owner").status()).as(gone).isEqualTo(404);
      }
    }

    var link = linkOfAddedUser(key, "Hugo", "auditor");
    assertThat(key.get(path("Hugo") + "/remove").body())
        .contains("There are no active sessions.", "The sign-in link stops working.");
    key.form(path("Hugo") + "/remove");
    assertThat(openLink(server, "", link).status()).isEqualTo(410);
  }

  @Test
  void removing_a_user_lists_the_operator_keys_that_remain() {
    var owner = signInNewUser("Keymaker", "owner");
    owner.form("/console/operator-keys/new", "name", "spare", "role", "auditor", "days", "30");

    assertThat(key.get(path("Keymaker")).body()).contains("spare");
    assertThat(key.get(path("Keymaker") + "/remove").body())
        .contains("1 operator key created by Keymaker stays active: spare.");
    key.form(path("Keymaker") + "/remove");
  }

  @Test
  void the_last_owner_who_has_signed_in_stays_owner() throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var ada = signInByLink(fresh, "Ada", linkIn(fresh.server().firstSignInLink().orElseThrow()));
      var itself = "/console/people/" + idOf(ada, "Ada");
      addUser(ada, "Expected", "owner");

      for (var refused :
          List.of(
              ada.form(itself + "/role", "role", "auditor"),
              ada.form(itself + "/remove"),
              BrowserSession.signIn(fresh, fresh.operatorKey()).form(itself + "/remove"))) {
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("This is the last owner who has ever signed in");
      }
      ada.form("/console/people/" + idOf(ada, "Expected") + "/remove");
      assertThat(ada.get("/console/people").body()).contains("Expected can no longer sign in");
    }
  }

  @Test
  void two_owners_who_remove_each_other_concurrently_leave_one() throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var survivor =
          idOf(
              signInByLink(fresh, "Ada", linkIn(fresh.server().firstSignInLink().orElseThrow())),
              "Ada");
      var reader = BrowserSession.signIn(fresh, fresh.operatorKey());
      for (var round = 0; round < 6; round++) {
        var what = round % 2 == 0 ? "/remove" : "/role";
        var one = signInByLink(fresh, "", linkOfAddedUser(reader, "One " + round, "owner"));
        var other = signInByLink(fresh, "", linkOfAddedUser(reader, "Other " + round, "owner"));
        var endOne = "/console/people/" + idOf(reader, "One " + round) + what;
        var endOther = "/console/people/" + idOf(reader, "Other " + round) + what;
        reader.form("/console/people/" + survivor + "/remove");

        together(
            List.<Callable<TestResponse>>of(
                () -> one.form(endOther, "role", "auditor"),
                () -> other.form(endOne, "role", "auditor")));

        assertThat(owners(reader)).as("owners after round " + round).hasSize(1);
        survivor = owners(reader).getFirst();
      }
    }
  }

  /// The ids of the owners.
  private static List<String> owners(BrowserSession reader) {
    var id = Pattern.compile("/console/people/([0-9a-f-]{36})\"");
    return Stream.of(reader.get("/console/people?limit=100").body().split("<tr>", -1))
        .filter(row -> row.contains("<td data-label=\"Role\">owner</td>"))
        .flatMap(row -> id.matcher(row).results())
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void removing_oneself_or_ones_session_leads_to_sign_in() {
    var ida = signInNewUser("Ida", "owner");
    assertThat(ida.get(path("Ida") + "/sign-out").body()).contains("including this one");
    var out = ida.form(path("Ida") + "/sign-out");
    assertThat(out.header("location")).contains("/console/sign-in");
    assertThat(isSignedIn(ida)).isFalse();

    var jan = signInNewUser("Jan", "owner");
    jan.form(path("Jan") + "/role", "role", "auditor");
    assertThat(jan.get(path("Jan")).body())
        .contains("You now have the role auditor", "you</span>")
        .doesNotContain("/remove\"");
    assertThat(jan.form(path("Jan") + "/role", "role", "owner").status()).isEqualTo(403);

    var kim = signInNewUser("Kim", "owner");
    var gone = kim.form(path("Kim") + "/remove");
    assertThat(gone.header("location")).contains("/console/sign-in");
    assertThat(isSignedIn(kim)).isFalse();
  }

  @Test
  void an_auditor_and_an_operator_see_the_users_and_change_nothing() {
    var lou = signInNewUser("Lou", "auditor");
    for (var reader : List.of(lou, signInNewUser("Moe", "operator"))) {
      var list = reader.get("/console/people");
      assertThat(list.status()).isEqualTo(200);
      assertThat(list.body()).contains("Lou", "Ada").doesNotContain("/people/new");
      assertThat(reader.get(path("Lou")).body())
          .contains("read everything, change nothing")
          .doesNotContain(path("Lou") + "/");
      assertThat(addUser(reader, "Friend", "auditor").status()).isEqualTo(403);
      for (var what : List.of("/link", "/role", "/sign-out", "/remove")) {
        assertThat(reader.get(path("Lou") + what).status()).as(what).isEqualTo(403);
        assertThat(reader.form(path("Lou") + what, "role", "owner").status())
            .as(what)
            .isEqualTo(403);
      }
    }
    assertThat(isSignedIn(lou)).isTrue();
    assertThat(lou.get("/console/account").body()).contains("Lou, auditor.");
  }

  private static BrowserSession withKey(Object... pairs) {
    var made = server.operator().post("/api/v1/operator-keys", pairs);
    return BrowserSession.signIn(server, made.text("secret"));
  }

  @Test
  void a_user_cannot_grant_more_than_they_hold_or_change_a_more_powerful_user() {
    var lesser =
        withKey(
            "name",
            "lesser",
            "scopes",
            List.of(
                "agents:read",
                "tokens:read",
                "delegations:read",
                "resources:read",
                "webhooks:read",
                "audit:read",
                "organizations:read",
                "keys:read",
                "operators:*",
                "metrics:read"));
    var nia = signInNewUser("Nia", "owner");
    signInNewUser("Ole", "auditor");

    assertThat(lesser.get("/console/people/new").body())
        .contains("value=\"auditor\"")
        .doesNotContain("value=\"owner\"", "value=\"operator\"");
    assertThat(lesser.get(path("Ole")).body()).contains(path("Ole") + "/remove");
    assertThat(lesser.get(path("Nia")).body()).doesNotContain(path("Nia") + "/");
    for (var refused :
        List.of(
            addUser(lesser, "Mighty", "owner"),
            lesser.form(path("Nia") + "/role", "role", "auditor"),
            lesser.form(path("Ole") + "/role", "role", "operator"),
            lesser.form(path("Nia") + "/sign-out"),
            lesser.form(path("Nia") + "/remove"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("Access denied");
    }
    assertThat(isSignedIn(nia)).isTrue();
    assertThat(addUser(lesser, "Equal", "auditor").status()).isEqualTo(201);
    lesser.form(path("Ole") + "/remove");
    assertThat(lesser.get("/console/people").body()).contains("Ole can no longer sign in");
  }

  @Test
  void an_expiring_key_cannot_create_permanent_access() {
    var until = server.clock().instant().plus(Duration.ofHours(2)).toString();
    var brief = withKey("name", "brief", "scopes", List.of("*"), "expiresAt", until);
    linkOfAddedUser(key, "Pia", "auditor");

    for (var refused :
        List.of(
            addUser(brief, "For ever", "auditor"),
            brief.form(path("Pia") + "/link"),
            brief.form(path("Pia") + "/role", "role", "owner"))) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body()).contains("Your operator key expires");
    }
    brief.form(path("Pia") + "/remove");
    assertThat(brief.get("/console/people").body()).contains("Pia can no longer sign in");
  }

  @Test
  void important_changes_need_a_recent_confirmation() {
    signInNewUser("Quin", "auditor");
    server.clock().advance(Duration.ofMinutes(6));

    for (var page :
        List.of("/console/people/new", path("Quin") + "/role", path("Quin") + "/remove")) {
      for (var answer : List.of(key.get(page), key.form(page, "role", "owner"))) {
        assertThat(answer.status()).as(page).isEqualTo(303);
        assertThat(answer.header("location").orElseThrow()).startsWith("/console/confirm?return=");
      }
    }
    assertThat(key.get("/console/people").body()).contains("Quin");
  }

  @Test
  void a_refused_form_keeps_its_values() {
    var answer = addUser(key, "\"><b>x" + "y".repeat(100), "operator");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains("must be 1 to 100 characters", "&#34;>", "value=\"operator\" selected")
        .doesNotContain("<b>x");
    assertThat(addUser(key, " ", "operator").status()).isEqualTo(422);
    assertThat(addUser(key, "Roleless", "").status()).isEqualTo(422);
  }

  @Test
  void the_audit_log_describes_every_change() {
    var owner = signInNewUser("Rhea", "owner");
    var sam = linkOfAddedUser(owner, "Sam", "auditor");
    var path = path("Sam");
    var again = linkIn(owner.form(path + "/link").body());
    signInByLink(server, "", again);
    owner.form(path + "/role", "role", "operator");
    owner.form(path + "/sign-out");
    owner.form(path + "/remove");

    var trail = key.get("/console/audit").body().replaceAll("</?bdi>", "");
    assertThat(trail)
        .contains(
            "“Rhea” added “Sam”, as auditor.",
            "“Rhea” created a new sign-in link for “Sam”.",
            "“Sam” signed in to the console.",
            "“Rhea” changed the role of “Sam” from auditor to operator.",
            "“Rhea” signed out “Sam”, which ended 1 session.",
            "“Rhea” removed the user “Sam”, with 0 sessions and 0 passkeys.")
        .doesNotContain(sam, again);
  }
}
