package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The graph of the delegations around an agent.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DelegationGraphPageTest {
  private static final Pattern BOX = Pattern.compile("class=\"node ");
  private static final Pattern LINE = Pattern.compile("class=\"edge ");

  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static ExchangingAgents agents;
  private static BrowserSession owner;

  @BeforeAll
  static void signIn() {
    agents = new ExchangingAgents(server, server.createOrganization("delegating"));
    owner = BrowserSession.signIn(server, server.operatorKey());
  }

  private static TestAgent agent(String name) {
    return agents.agent("name", name);
  }

  private static String graph(TestAgent focus, String query) {
    var page = owner.get("/console/agents/" + focus.id() + "/delegations" + query);
    assertThat(page.status()).isEqualTo(200);
    return page.body();
  }

  private static long count(Pattern pattern, String page) {
    return pattern.matcher(page).results().count();
  }

  /// A list of the page.
  private static String section(String page, String id) {
    return page.substring(page.indexOf("id=\"" + id + "\""))
        .replaceFirst("(?s)</section>.*", "")
        .replaceAll("\\s+", " ");
  }

  @Test
  void agents_in_both_directions_are_drawn_and_listed() {
    var middle = agent("middle");
    var first = agents.lend(agent("first"), middle);
    var second = agents.lend(middle, agent("third"));

    var page = graph(middle, "");

    assertThat(count(BOX, page)).isEqualTo(3);
    assertThat(count(LINE, page)).isEqualTo(2);
    assertThat(page).contains("<title>first lends to middle: read write (active)</title>");
    assertThat(section(page, "lent")).contains(second, "<bdi>third</bdi>").doesNotContain(first);
    assertThat(section(page, "borrowed"))
        .contains(first, "<bdi>first</bdi>")
        .doesNotContain(second);
    assertThat(page).contains("aria-hidden=\"true\"").doesNotContain("style=");
  }

  @Test
  void the_depth_is_limited_as_requested() {
    var all = List.of(agent("a0"), agent("a1"), agent("a2"), agent("a3"), agent("a4"));
    for (var i = 1; i < all.size(); i++) {
      agents.lend(all.get(i - 1), all.get(i));
    }

    assertThat(count(BOX, graph(all.getFirst(), "?depth=1"))).isEqualTo(2);
    assertThat(count(BOX, graph(all.getFirst(), ""))).isEqualTo(4);
    assertThat(count(BOX, graph(all.getFirst(), "?depth=8"))).isEqualTo(5);
    assertThat(count(BOX, graph(all.getLast(), "?depth=8"))).isEqualTo(5);
    for (var invalid : List.of("0", "9", "-1", "x", "11")) {
      assertThat(count(BOX, graph(all.getFirst(), "?depth=" + invalid))).isEqualTo(4);
    }
    assertThat(section(graph(all.getFirst(), "?depth=8"), "lent"))
        .containsPattern("a1</bdi>.*<ul.*a2</bdi>.*<ul.*a3</bdi>.*<ul.*a4</bdi>");
  }

  @Test
  void ended_delegations_are_shown_on_request_only() {
    var lender = agent("lender");
    var borrower = agent("borrower");
    var id = agents.lend(lender, borrower);
    server.operator().delete("/api/v1/delegations/" + id);

    assertThat(graph(lender, "")).contains("No delegations").doesNotContain(id);
    assertThat(graph(lender, "?ended=yes")).contains("class=\"edge revoked\"", "badge revoked", id);
  }

  @Test
  void agents_that_are_not_active_are_marked() {
    var lender = agent("lender");
    var borrower = agent("borrower");
    agents.lend(lender, borrower);
    server.operator().patch("/api/v1/agents/" + borrower.id(), "active", false);

    assertThat(graph(lender, ""))
        .contains("class=\"edge suspended\"", "class=\"node  inactive\"", "borrower (not active)");
  }

  @Test
  void agents_that_lend_to_each_other_are_listed_once_with_what_is_beyond_them() {
    var left = agent("left");
    var right = agent("right");
    var beyond = agent("beyond");
    agents.lend(left, right);
    agents.lend(left, right);
    agents.lend(right, left);
    agents.lend(right, beyond);

    var page = graph(left, "?depth=8");

    assertThat(count(BOX, page)).isEqualTo(3);
    assertThat(count(LINE, page)).isEqualTo(4);
    assertThat(section(page, "lent"))
        .containsOnlyOnce("<bdi>beyond</bdi>")
        .contains("listed elsewhere", "<bdi>left</bdi>");
    assertThat(section(page, "borrowed"))
        .contains("<bdi>right</bdi>")
        .doesNotContain("<bdi>beyond");
  }

  @Test
  void a_graph_of_many_delegations_is_cut_off_and_says_so() {
    var lender = agent("lender");
    var borrower = agent("borrower");
    for (var i = 0; i < 200; i++) {
      agents.lend(lender, borrower);
    }
    var page = graph(lender, "");
    assertThat(count(LINE, page)).isEqualTo(200);
    assertThat(page).doesNotContain("There are more");
    agents.lend(lender, agent("one more"));

    var cut = graph(lender, "");

    assertThat(count(LINE, cut)).isEqualTo(200);
    assertThat(count(BOX, cut)).isEqualTo(3);
    assertThat(cut).contains("There are more");
  }

  @Test
  void a_long_name_is_shortened_in_the_drawing_only() {
    var name = "\uD83D\uDCE6".repeat(30);
    var lender = agent(name);
    agents.lend(lender, agent("borrower"));

    assertThat(graph(lender, ""))
        .contains(">" + "\uD83D\uDCE6".repeat(20) + "…</text>", "<title>" + name + "</title>");
  }

  @Test
  void a_name_is_text_wherever_it_is_shown() {
    var lender = agent("<script>alert(1)</script>");
    agents.lend(lender, agent("borrower"));

    assertThat(graph(lender, "")).contains("&lt;script&gt;alert").doesNotContain("<script>alert");
  }

  @Test
  void a_user_who_may_not_read_delegations_or_names_no_agent_is_refused() {
    var key =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "x", "scopes", List.of("agents:read"))
            .text("secret");
    var path = "/console/agents/" + agent("agent").id() + "/delegations";

    assertThat(BrowserSession.signIn(server, key).get(path).status()).isEqualTo(403);
    for (var id : List.of("0198c0de-0000-7000-8000-000000000001", "nobody")) {
      assertThat(owner.get("/console/agents/" + id + "/delegations").status()).isEqualTo(404);
    }
  }
}
