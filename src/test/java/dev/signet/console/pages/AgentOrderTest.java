package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The order in which agents are listed.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentOrderTest {
  private static final Pattern ROW =
      Pattern.compile("<a href=\"/console/agents/([0-9a-f-]{36})\">([^<]*)</a>");

  private static final String NOBODY = "01890000-0000-7000-8000-000000000000";

  @RegisterExtension static final TestServer server = new TestServer();
  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private static BrowserSession visitor;

  @BeforeAll
  static void fill() {
    for (var name : List.of("heron", "Bittern", "osprey", "avocet", "HERON", "Dunlin")) {
      server.registerAgentWith(
          "name", name, "owner", name.equals("osprey") ? "sea" : "marsh", "description", "a bird");
    }
    visitor = BrowserSession.signIn(server, server.operatorKey());
  }

  private static String page(String query) {
    var page = visitor.get("/console/agents?" + query);
    assertThat(page.status()).as(query).isEqualTo(200);
    return page.body();
  }

  private static List<String> names(String query) {
    return ROW.matcher(page(query)).results().map(found -> found.group(2)).toList();
  }

  @Test
  void the_newest_come_first_by_default() {
    assertThat(names("owner=marsh"))
        .containsExactly("Dunlin", "HERON", "avocet", "Bittern", "heron");
    assertThat(names("owner=marsh&sort=newest")).isEqualTo(names("owner=marsh"));
    assertThat(names("owner=marsh&sort=by+the+moon")).isEqualTo(names("owner=marsh"));
    assertThat(names("owner=marsh&sort=oldest")).isEqualTo(names("owner=marsh").reversed());
  }

  @Test
  void names_are_sorted_without_regard_to_case_and_equal_names_by_age() {
    var sorted = List.of("avocet", "Bittern", "Dunlin", "heron", "HERON");

    for (var filter : List.of("owner=marsh", "q=bird&owner=marsh", "status=active&owner=marsh")) {
      assertThat(names(filter + "&sort=name")).as(filter).isEqualTo(sorted);
    }
    assertThat(names("q=bird&sort=name"))
        .containsExactly("avocet", "Bittern", "Dunlin", "heron", "HERON", "osprey");
    assertThat(names("q=bird&sort=oldest"))
        .containsExactly("heron", "Bittern", "osprey", "avocet", "HERON", "Dunlin");
  }

  @Test
  void every_order_pages_by_number_and_cursor_without_duplicates() {
    for (var filter : List.of("owner=marsh", "q=bird", "q=bird&status=active", "q=r")) {
      for (var order : List.of("newest", "oldest", "name")) {
        var query = filter + "&sort=" + order;
        var all = ids(query + "&limit=100");
        assertThat(all).as(query).hasSizeGreaterThan(3).doesNotHaveDuplicates();

        assertThat(pages(query)).as(query).isEqualTo(all);
        assertThat(cursors(query)).as(query).isEqualTo(all);
      }
    }
  }

  private static List<String> ids(String query) {
    return ROW.matcher(page(query)).results().map(found -> found.group(1)).toList();
  }

  /// Follows the list's own links.
  private static List<String> pages(String query) {
    var all = new ArrayList<String>();
    var page = page(query + "&limit=2");
    while (true) {
      all.addAll(ROW.matcher(page).results().map(found -> found.group(1)).toList());
      var next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(page);
      if (!next.find()) {
        return all;
      }
      page = visitor.get(next.group(1).replace("&amp;", "&")).body();
    }
  }

  private static List<String> cursors(String query) {
    var all = new ArrayList<>(ids(query + "&limit=2"));
    while (true) {
      var more = ids(query + "&limit=2&after=" + all.getLast());
      if (more.isEmpty()) {
        return all;
      }
      all.addAll(more);
    }
  }

  @Test
  void a_renamed_agent_is_sorted_by_its_new_name() {
    var agent = server.registerAgentWith("name", "zander", "owner", "pond").id();
    server.registerAgentWith("name", "minnow", "owner", "pond");
    assertThat(names("owner=pond&sort=name")).containsExactly("minnow", "zander");

    server.operator().patch("/api/v1/agents/" + agent, "name", "Bleak");

    assertThat(names("owner=pond&sort=name")).containsExactly("Bleak", "minnow");
  }

  @Test
  void the_list_is_sorted_again_as_soon_as_an_order_is_chosen() {
    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.signIn(page, server.operatorKey());
    page.navigate("/console/agents?owner=marsh");
    assertThat(page.locator("tbody th a").first().textContent()).isEqualTo("Dunlin");

    page.getByLabel("Sorted").selectOption("name");

    page.waitForURL("**/console/agents?**sort=name**");
    page.locator("caption:has-text('by name')")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    assertThat(page.locator("tbody th a").first().textContent()).isEqualTo("avocet");
  }

  @Test
  void a_cursor_at_an_unknown_agent_yields_no_agents() {
    assertThat(visitor.get("/console/agents?sort=name&after=" + NOBODY).status()).isEqualTo(422);
    assertThat(visitor.get("/console/agents?sort=oldest&after=" + NOBODY).status()).isEqualTo(200);
    assertThat(visitor.get("/console/agents?sort=name&after=x").status()).isEqualTo(422);
  }

  @Test
  void too_many_agents_are_not_sorted_and_the_page_says_so() throws Exception {
    try (var own = new TestServer();
        var threads = Executors.newFixedThreadPool(8)) {
      own.start();
      IntStream.range(0, 1_001)
          .forEach(i ->
              threads.execute(() -> own.operator().post("/api/v1/agents", "name", "gull " + i)));
      threads.shutdown();
      assertThat(threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
      var reader = BrowserSession.signIn(own, own.operatorKey());

      var many = reader.get("/console/agents?q=gull&sort=name").body();
      assertThat(many).contains("Too many agents to sort by name", "Agents, newest first");
      var few = reader.get("/console/agents?q=gull+49&sort=name").body();
      assertThat(few).doesNotContain("Too many agents").contains("Agents, by name");
      assertThat(ROW.matcher(few).results().map(found -> found.group(2)).findFirst())
          .contains("gull 49");
      var all = reader.get("/console/agents?sort=name&status=active").body();
      assertThat(ROW.matcher(all).results().map(found -> found.group(2)).limit(4))
          .containsExactly("gull 0", "gull 1", "gull 10", "gull 100");
    }
  }
}
