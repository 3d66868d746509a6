package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.identity.activity.ScopeUsage;
import dev.signet.testing.ChromiumBrowser;
import dev.signet.testing.ChromiumBrowser.ViewMode;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Scopes that agents have and never request.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ScopeUsesTest {
  private static final int ANY = 1_000;

  @RegisterExtension static final ChromiumBrowser browser = new ChromiumBrowser();

  private final TestServer server = new TestServer();

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void days(long days) {
    server.clock().advance(Duration.ofDays(days));
  }

  private ScopeUsage read() {
    server.internals().followers().catchUp();
    return server.internals().scopeUses();
  }

  private static void asks(TestAgent agent, String scope) {
    assertThat(agent.requestToken(scope).status()).isEqualTo(200);
  }

  @Test
  void scopes_unused_for_two_weeks_are_reported() {
    var courier = server.registerAgent("courier", "orders:read", "orders:ship", "stock:read");
    asks(courier, "orders:read");
    days(15);
    asks(courier, "stock:read orders:read");

    var uses = read();

    assertThat(uses.count(ANY)).isEqualTo(1);
    assertThat(uses.list(ANY))
        .singleElement()
        .satisfies(unused -> {
          assertThat(unused.agent().value()).isEqualTo(courier.id());
          assertThat(unused.name()).isEqualTo("courier");
          assertThat(unused.scopes().toString()).isEqualTo("orders:ship");
        });
  }

  @Test
  void unused_scopes_are_on_the_overview_in_a_list_and_on_the_agents_page() {
    var courier = server.registerAgent("courier", "orders:read", "orders:ship");
    asks(courier, "orders:read");
    days(15);
    asks(courier, "orders:read");
    read();

    var page = browser.open(server, ViewMode.LIGHT);
    SignIn.signIn(page, server.operatorKey());
    page.getByText("agent has scopes that it has never requested in 14 days").waitFor();
    page.locator("#see-scopes").click();
    page.getByText("orders:ship").waitFor();
    assertThat(ChromiumBrowser.faults(page)).isEmpty();
    ChromiumBrowser.savesScreenshot(page, "attention-scopes-some", ViewMode.LIGHT);
    page.getByText("courier").click();
    page.getByText("Never requested: orders:ship").waitFor();
    ChromiumBrowser.savesScreenshot(page, "agent-scopes", ViewMode.LIGHT);
  }

  @Test
  void an_agent_that_uses_all_scopes_is_not_reported() {
    var courier = server.registerAgent("courier", "orders:read", "orders:ship");
    asks(courier, "orders:read");
    days(15);
    asks(courier, "orders:read");
    assertThat(read().count(ANY)).isEqualTo(1);
    courier.token();

    assertThat(read().count(ANY)).isZero();
  }

  @Test
  void a_new_recently_changed_or_inactive_agent_is_not_reported() {
    var changed = server.registerAgent("changed", "a", "b");
    var suspended = server.registerAgent("suspended", "a", "b");
    var idle = server.registerAgent("idle", "a", "b");
    for (var agent : List.of(changed, suspended, idle)) {
      asks(agent, "a");
    }
    days(10);
    var young = server.registerAgent("young", "a", "b");
    asks(young, "a");
    days(5);
    asks(changed, "a");
    asks(suspended, "a");
    asks(young, "a");
    assertThat(read().count(ANY)).isEqualTo(2);
    server.operator().patch("/api/v1/agents/" + changed.id(), "scopes", List.of("a", "b", "new"));
    server.operator().patch("/api/v1/agents/" + suspended.id(), "active", false);

    assertThat(read().count(ANY)).isZero();
  }

  @Test
  void a_test_token_is_not_a_use_of_its_scopes() {
    var courier = server.registerAgent("courier", "orders:read", "orders:ship");
    asks(courier, "orders:read");
    days(15);
    asks(courier, "orders:read");
    var made =
        BrowserSession.signIn(server, server.operatorKey())
            .form("/console/agents/" + courier.id() + "/test-token", "scopes", "orders:ship");
    assertThat(made.status()).isEqualTo(201);

    assertThat(read().list(ANY))
        .singleElement()
        .satisfies(unused -> assertThat(unused.scopes().toString()).isEqualTo("orders:ship"));
  }

  @Test
  void nothing_is_reported_when_events_of_more_than_an_hour_are_unread() {
    var courier = server.registerAgent("courier", "orders:read", "orders:ship");
    asks(courier, "orders:read");
    days(15);
    asks(courier, "orders:read");
    assertThat(read().count(ANY)).isEqualTo(1);

    rename("agent_scope_uses", "away");
    days(1);
    asks(courier, "orders:read");
    server.clock().advance(Duration.ofMinutes(61));
    assertThatThrownBy(this::read).hasMessageContaining("agent_scope_uses");
    assertThat(server.internals().scopeUses().count(ANY)).isZero();

    rename("away", "agent_scope_uses");
    read();
    assertThat(read().count(ANY)).isEqualTo(1);
  }

  private void rename(String from, String to) {
    server
        .internals()
        .db()
        .inTransaction(tx -> tx.update("ALTER TABLE " + from + " RENAME TO " + to).execute());
  }

  @Test
  void a_long_audit_log_is_read_in_parts_and_each_part_once() {
    var busy = server.registerAgent("busy", "a", "b", "c");
    for (var i = 0; i < 1_050; i++) {
      asks(busy, i % 2 == 0 ? "a" : "b");
    }
    days(15);
    asks(busy, "a");

    read();
    assertThat(read().list(ANY))
        .singleElement()
        .satisfies(unused -> assertThat(unused.scopes().toString()).isEqualTo("c"));
  }
}
