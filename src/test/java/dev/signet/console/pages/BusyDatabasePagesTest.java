package dev.signet.console.pages;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.Db;
import dev.signet.base.db.DbCaller;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Pages that revoke an agent's tokens stay available while the server is busy with long lists.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BusyDatabasePagesTest {
  private static final int MORE_THAN_MAY_WAIT = 100;

  @RegisterExtension static final TestServer server = new TestServer();

  @Test
  void the_pages_that_ask_before_tokens_end_do_not_wait_for_their_count() throws Exception {
    var courier = server.registerAgent("courier", "orders:read");
    courier.token();
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    var agent = "/console/agents/" + courier.id();

    whileLongReadsAreTurnedAway(
        server.internals().db(),
        () -> {
          for (var page : List.of("/deactivate", "/decommission", "/tokens/revoke")) {
            var asked = visitor.get(agent + page);
            assertThat(asked.status()).as(page).isEqualTo(200);
            assertThat(asked.body())
                .as(page)
                .containsPattern("All active tokens(</strong>)? of this agent are revoked at once")
                .contains(
                    "could not be counted right now",
                    "action=\"" + agent + page + "\"",
                    "form_token");
          }
          assertThat(visitor.form(agent + "/deactivate").status()).isEqualTo(303);
        });

    assertThat(server.operator().get("/api/v1/agents/" + courier.id()).text("status"))
        .isEqualTo("suspended");
  }

  @Test
  void an_agent_over_its_share_of_reads_is_refused_and_others_are_served() throws Exception {
    var greedy = server.registerAgent("greedy", "audit:read", "agents:read");
    var other =
        server.registerAgentWith(
            "name",
            "other",
            "organizationId",
            server.createOrganization("research"),
            "scopes",
            List.of("audit:read", "agents:read"));
    var tenant = server.operator().get("/api/v1/agents/" + greedy.id()).text("organizationId");
    var tokens = List.of(greedy.token(), other.token());

    whileLongReadsAreTurnedAway(
        server.internals().db(),
        _ -> new DbCaller(DbCaller.Lane.TENANTS, tenant, tenant),
        () -> {
          for (var list : List.of("/api/v1/audit?action=agent.created", "/api/v1/agents")) {
            var refused = greedy.with(tokens.getFirst()).get(list);
            isProblem(refused, 429, "too_many_requests");
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(other.with(tokens.getLast()).get(list).status()).isEqualTo(200);
            assertThat(server.operator().get(list).status()).isEqualTo(200);
          }
          assertThat(greedy.requestToken().status()).as("tokens").isEqualTo(200);
        });

    assertThat(greedy.with(tokens.getFirst()).get("/api/v1/agents").status()).isEqualTo(200);
  }

  private static void whileLongReadsAreTurnedAway(Db db, Runnable then) throws Exception {
    whileLongReadsAreTurnedAway(
        db,
        number -> new DbCaller(DbCaller.Lane.OPERATORS, "operator " + number, "operator " + number),
        then);
  }

  private static void whileLongReadsAreTurnedAway(
      Db db, IntFunction<DbCaller> readers, Runnable then) throws Exception {
    var done = new CountDownLatch(1);
    var turnedAway = new CountDownLatch(1);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < MORE_THAN_MAY_WAIT; i++) {
        var reader = readers.apply(i);
        callers.execute(() -> reader.run(() -> reads(db, done, turnedAway)));
      }
      try {
        assertThat(turnedAway.await(20, TimeUnit.SECONDS)).isTrue();
        then.run();
      } finally {
        done.countDown();
      }
    }
  }

  private static boolean reads(Db db, CountDownLatch done, CountDownLatch turnedAway) {
    try {
      return db.readLongRunning(_ -> isOver(done));
    } catch (Refused _) {
      turnedAway.countDown();
      return false;
    }
  }

  private static boolean isOver(CountDownLatch done) {
    try {
      // Longer than any page may take: if the lanes became free earlier, no request would be
      // refused.
      return done.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
