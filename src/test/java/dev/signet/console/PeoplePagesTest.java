package dev.signet.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Answer;
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

/// Who may sign in: added, given another role, signed out and removed, by those who may.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PeoplePagesTest {
  private static final Pattern LINK = Pattern.compile("/console/welcome\\?link=(link_\\w+)");

  @RegisterExtension static final TestServer server = new TestServer();

  /// By the first operator key, which outlives all.
  private Visitor key;

  @BeforeAll
  static void theFirstComes() {
    comes(server, "Ada", linkIn(server.server().firstSignIn().orElseThrow()));
  }

  @BeforeEach
  void signIn() {
    key = Visitor.signsIn(server, server.operatorKey());
  }

  private static String linkIn(String text) {
    var found = LINK.matcher(text);
    assertThat(found.find()).as("a link in " + text).isTrue();
    return found.group(1);
  }

  private static Visitor comes(TestServer to, String name, String link) {
    return Visitor.with(to, opens(to, name, link));
  }

  private static Answer opens(TestServer to, String name, String link) {
    return Visitor.at(to).form("/console/welcome", "link", link, "name", name);
  }

  private static Answer adds(Visitor by, String name, String role) {
    return by.form("/console/people/new", "name", name, "role", role);
  }

  private static String added(Visitor by, String name, String role) {
    var answer = adds(by, name, role);
    assertThat(answer.status()).isEqualTo(201);
    return linkIn(answer.body());
  }

  /// Somebody who was added and has come.
  private Visitor person(String name, String role) {
    return comes(server, name, added(key, name, role));
  }

  @Test
  void nobodys_name_has_a_character_that_does_not_show() {
    for (var bad : List.of("A\u202ed\u202ca", "A\u200bda", "Ada\u2028")) {
      var refused = adds(key, bad, "auditor");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body()).contains("characters that do not show");
    }
  }

  private static String idOf(Visitor reader, String name) {
    var found =
        Pattern.compile("/console/people/([0-9a-f-]{36})\">" + name + "<")
            .matcher(reader.get("/console/people?limit=100").body());
    assertThat(found.find()).as(name + " in the list").isTrue();
    return found.group(1);
  }

  private String path(String name) {
    return "/console/people/" + idOf(key, name);
  }

  private static boolean isIn(Visitor visitor) {
    return visitor.get("/console/agents").status() == 200;
  }

  @Test
  void somebody_is_added_and_comes_in_by_a_link_that_works_once() {
    var made = adds(key, "Ben", "operator");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("cache-control")).contains("no-store");
    var link = linkIn(made.body());
    assertThat(key.get("/console/people").body()).contains("Ben", "expected").doesNotContain(link);
    assertThat(server.anybody().get("/console/welcome?link=" + link).body()).contains("Ben");

    var ben = comes(server, "Eve", link);
    assertThat(ben.get("/console/account").body()).contains("Ben, operator.");
    assertThat(opens(server, "Ben", link).status()).isEqualTo(410);
    assertThat(ben.get("/console/agents/new").status()).isEqualTo(200);
    assertThat(ben.get("/console/operator-keys/new").status()).isEqualTo(403);
  }

  @Test
  void of_sixteen_who_open_one_link_one_comes_in() throws Exception {
    var link = added(key, "Once", "auditor");

    var statuses = together(16, () -> opens(server, "Once", link).status());

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
  void a_form_that_is_sent_twice_adds_one_person_and_shows_the_same_link() {
    String[] form = {"name", "Twice", "role", "auditor", "once", "add-twice"};

    var first = key.form("/console/people/new", form);
    var second = key.form("/console/people/new", form);

    assertThat(linkIn(second.body())).isEqualTo(linkIn(first.body()));
    assertThat(key.get("/console/people?limit=100").body().split(">Twice<", -1)).hasSize(2);
  }

  @Test
  void a_link_is_good_for_four_hours_and_until_the_next_is_made() {
    var before = added(key, "Carla", "auditor");
    var again = linkIn(key.form(path("Carla") + "/link").body());

    assertThat(opens(server, "", before).status()).isEqualTo(410);
    server.clock().advance(Duration.ofHours(4));
    assertThat(opens(server, "", again).status()).isEqualTo(410);

    signIn();
    assertThat(key.get("/console/people").body()).contains("the link has expired");
    var last = linkIn(key.form(path("Carla") + "/link").body());
    assertThat(isIn(comes(server, "", last))).isTrue();
  }

  @Test
  void who_has_come_gets_no_other_link() {
    person("Dora", "auditor");

    assertThat(key.get(path("Dora")).body()).contains("/role\"").doesNotContain("/link\"");
    var answer = key.form(path("Dora") + "/link");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("never signed in").doesNotContain("link_");
  }

  @Test
  void another_role_holds_with_the_next_request() {
    var emil = person("Emil", "auditor");
    assertThat(emil.get("/console/agents/new").status()).isEqualTo(403);

    var path = path("Emil");
    key.form(path + "/role", "role", "operator");
    assertThat(key.get(path).body()).contains("Emil is operator now");
    assertThat(emil.get("/console/agents/new").status()).isEqualTo(200);

    key.form(path + "/role", "role", "auditor");
    assertThat(emil.get("/console/agents/new").status()).isEqualTo(403);
    var wrong = key.form(path + "/role", "role", "king");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body()).contains("must be owner, operator or auditor");
  }

  @Test
  void somebody_is_signed_out_everywhere_after_it_was_said_what_that_ends() {
    var fay = person("Fay", "auditor");
    var path = path("Fay");
    assertThat(key.get(path + "/sign-out").body()).contains("1 session ends at once");
    assertThat(isIn(fay)).isTrue();

    key.form(path + "/sign-out");

    assertThat(key.get(path).body()).contains("1 session has ended");
    assertThat(isIn(fay)).isFalse();
  }

  @Test
  void whose_access_ends_is_out_at_once_with_sessions_and_links() {
    var gil = person("Gil", "auditor");
    var path = path("Gil");
    assertThat(key.get(path + "/remove").body())
        .contains("1 session ends at once")
        .doesNotContain("opens nothing", "lets nobody in");
    key.form(path + "/remove");
    assertThat(isIn(gil)).isFalse();
    assertThat(key.get("/console/people").body())
        .contains("Gil may not sign in any more. 1 session and 0 passkeys have ended.");
    for (var gone : List.of("", "/link", "/role", "/sign-out", "/remove")) {
      assertThat(key.get(path + gone).status()).as(gone).isEqualTo(404);
      if (!gone.isEmpty()) {
        assertThat(key.form(path + gone, "role", "owner").status()).as(gone).isEqualTo(404);
      }
    }

    var link = added(key, "Hugo", "auditor");
    assertThat(key.get(path("Hugo") + "/remove").body())
        .contains("No session is alive.", "The link that was made lets nobody in.");
    key.form(path("Hugo") + "/remove");
    assertThat(opens(server, "", link).status()).isEqualTo(410);
  }

  @Test
  void who_ends_somebodys_access_is_told_of_the_keys_that_stay() {
    var owner = person("Keymaker", "owner");
    owner.form("/console/operator-keys/new", "name", "spare", "role", "auditor", "days", "30");

    assertThat(key.get(path("Keymaker")).body()).contains("spare");
    assertThat(key.get(path("Keymaker") + "/remove").body())
        .contains("1 operator key that Keymaker made works on: spare.");
    key.form(path("Keymaker") + "/remove");
  }

  @Test
  void the_last_owner_who_came_stays_one() throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var ada = comes(fresh, "Ada", linkIn(fresh.server().firstSignIn().orElseThrow()));
      var itself = "/console/people/" + idOf(ada, "Ada");
      adds(ada, "Expected", "owner");

      for (var refused :
          List.of(
              ada.form(itself + "/role", "role", "auditor"),
              ada.form(itself + "/remove"),
              Visitor.signsIn(fresh, fresh.operatorKey()).form(itself + "/remove"))) {
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("This is the last owner who has ever signed in");
      }
      ada.form("/console/people/" + idOf(ada, "Expected") + "/remove");
      assertThat(ada.get("/console/people").body()).contains("Expected may not sign in any more");
    }
  }

  @Test
  void two_owners_who_end_each_other_at_the_same_moment_leave_one() throws Exception {
    try (var fresh = new TestServer()) {
      fresh.start();
      var survivor =
          idOf(comes(fresh, "Ada", linkIn(fresh.server().firstSignIn().orElseThrow())), "Ada");
      var reader = Visitor.signsIn(fresh, fresh.operatorKey());
      for (var round = 0; round < 6; round++) {
        var what = round % 2 == 0 ? "/remove" : "/role";
        var one = comes(fresh, "", added(reader, "One " + round, "owner"));
        var other = comes(fresh, "", added(reader, "Other " + round, "owner"));
        var endOne = "/console/people/" + idOf(reader, "One " + round) + what;
        var endOther = "/console/people/" + idOf(reader, "Other " + round) + what;
        reader.form("/console/people/" + survivor + "/remove");

        together(
            List.<Callable<Answer>>of(
                () -> one.form(endOther, "role", "auditor"),
                () -> other.form(endOne, "role", "auditor")));

        assertThat(owners(reader)).as("owners after round " + round).hasSize(1);
        survivor = owners(reader).getFirst();
      }
    }
  }

  /// The ids of those who are owners.
  private static List<String> owners(Visitor reader) {
    var id = Pattern.compile("/console/people/([0-9a-f-]{36})\"");
    return Stream.of(reader.get("/console/people?limit=100").body().split("<tr>", -1))
        .filter(row -> row.contains("<td data-label=\"Role\">owner</td>"))
        .flatMap(row -> id.matcher(row).results())
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void whoever_ends_his_own_access_or_session_stands_before_the_door() {
    var ida = person("Ida", "owner");
    assertThat(ida.get(path("Ida") + "/sign-out").body()).contains("this one, too");
    var out = ida.form(path("Ida") + "/sign-out");
    assertThat(out.header("location")).contains("/console/sign-in");
    assertThat(isIn(ida)).isFalse();

    var jan = person("Jan", "owner");
    jan.form(path("Jan") + "/role", "role", "auditor");
    assertThat(jan.get(path("Jan")).body())
        .contains("You are auditor now", "you</span>")
        .doesNotContain("/remove\"");
    assertThat(jan.form(path("Jan") + "/role", "role", "owner").status()).isEqualTo(403);

    var kim = person("Kim", "owner");
    var gone = kim.form(path("Kim") + "/remove");
    assertThat(gone.header("location")).contains("/console/sign-in");
    assertThat(isIn(kim)).isFalse();
  }

  @Test
  void an_auditor_and_an_operator_see_the_people_and_change_nothing() {
    var lou = person("Lou", "auditor");
    for (var reader : List.of(lou, person("Moe", "operator"))) {
      var list = reader.get("/console/people");
      assertThat(list.status()).isEqualTo(200);
      assertThat(list.body()).contains("Lou", "Ada").doesNotContain("/people/new");
      assertThat(reader.get(path("Lou")).body())
          .contains("read everything, and change nothing")
          .doesNotContain(path("Lou") + "/");
      assertThat(adds(reader, "Friend", "auditor").status()).isEqualTo(403);
      for (var what : List.of("/link", "/role", "/sign-out", "/remove")) {
        assertThat(reader.get(path("Lou") + what).status()).as(what).isEqualTo(403);
        assertThat(reader.form(path("Lou") + what, "role", "owner").status())
            .as(what)
            .isEqualTo(403);
      }
    }
    assertThat(isIn(lou)).isTrue();
    assertThat(lou.get("/console/account").body()).contains("Lou, auditor.");
  }

  private static Visitor withKey(Object... pairs) {
    var made = server.operator().post("/api/v1/operator-keys", pairs);
    return Visitor.signsIn(server, made.text("secret"));
  }

  @Test
  void nobody_gives_more_than_he_has_or_touches_whoever_has_more() {
    var lesser =
        withKey(
            "name",
            "lesser",
            "scopes",
            List.of(
                "agents:read",
                "tokens:read",
                "audit:read",
                "organizations:read",
                "keys:read",
                "operators:*",
                "metrics:read"));
    var nia = person("Nia", "owner");
    person("Ole", "auditor");

    assertThat(lesser.get("/console/people/new").body())
        .contains("value=\"auditor\"")
        .doesNotContain("value=\"owner\"", "value=\"operator\"");
    assertThat(lesser.get(path("Ole")).body()).contains(path("Ole") + "/remove");
    assertThat(lesser.get(path("Nia")).body()).doesNotContain(path("Nia") + "/");
    for (var refused :
        List.of(
            adds(lesser, "Mighty", "owner"),
            lesser.form(path("Nia") + "/role", "role", "auditor"),
            lesser.form(path("Ole") + "/role", "role", "operator"),
            lesser.form(path("Nia") + "/sign-out"),
            lesser.form(path("Nia") + "/remove"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("You may not do this");
    }
    assertThat(isIn(nia)).isTrue();
    assertThat(adds(lesser, "Equal", "auditor").status()).isEqualTo(201);
    lesser.form(path("Ole") + "/remove");
    assertThat(lesser.get("/console/people").body()).contains("Ole may not sign in any more");
  }

  @Test
  void a_key_that_ends_by_itself_lets_nobody_in_for_ever() {
    var until = server.clock().instant().plus(Duration.ofHours(2)).toString();
    var brief = withKey("name", "brief", "scopes", List.of("*"), "expiresAt", until);
    added(key, "Pia", "auditor");

    for (var refused :
        List.of(
            adds(brief, "For ever", "auditor"),
            brief.form(path("Pia") + "/link"),
            brief.form(path("Pia") + "/role", "role", "owner"))) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body()).contains("Your operator key ends by itself");
    }
    brief.form(path("Pia") + "/remove");
    assertThat(brief.get("/console/people").body()).contains("Pia may not sign in any more");
  }

  @Test
  void what_matters_asks_again_who_it_is() {
    person("Quin", "auditor");
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
  void a_form_that_is_refused_keeps_what_was_typed() {
    var answer = adds(key, "\"><b>x" + "y".repeat(100), "operator");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains("must be 1 to 100 characters", "&#34;>", "value=\"operator\" selected")
        .doesNotContain("<b>x");
    assertThat(adds(key, " ", "operator").status()).isEqualTo(422);
    assertThat(adds(key, "Nobody", "").status()).isEqualTo(422);
  }

  @Test
  void the_trail_tells_all_of_it_in_words() {
    var owner = person("Rhea", "owner");
    var sam = added(owner, "Sam", "auditor");
    var path = path("Sam");
    var again = linkIn(owner.form(path + "/link").body());
    comes(server, "", again);
    owner.form(path + "/role", "role", "operator");
    owner.form(path + "/sign-out");
    owner.form(path + "/remove");

    var trail = key.get("/console/audit").body().replaceAll("</?bdi>", "");
    assertThat(trail)
        .contains(
            "“Rhea” added “Sam”, as auditor.",
            "“Rhea” made another sign-in link for “Sam”.",
            "“Sam” signed in to the console.",
            "“Rhea” changed the role of “Sam” from auditor to operator.",
            "“Rhea” signed out “Sam”, which ended 1 session.",
            "“Rhea” ended the access of “Sam”, with 0 sessions and 0 passkeys.")
        .doesNotContain(sam, again);
  }
}
