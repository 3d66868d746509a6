package dev.signet.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.db.Db;
import dev.signet.db.Reader;
import dev.signet.refusal.Refused;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What ends an agent's tokens is within reach, however busy the server is with long lists.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BusyReadsTest {
  private static final int MORE_THAN_MAY_WAIT = 100;

  @RegisterExtension static final TestServer server = new TestServer();

  @Test
  void the_pages_that_ask_before_tokens_end_do_not_wait_for_their_count() throws Exception {
    var courier = server.registersAgent("courier", "orders:read");
    courier.token();
    var visitor = Visitor.signsIn(server, server.operatorKey());
    var agent = "/console/agents/" + courier.id();

    whileLongReadsAreTurnedAway(
        server.server().db(),
        () -> {
          for (var page : List.of("/deactivate", "/decommission", "/tokens/revoke")) {
            var asked = visitor.get(agent + page);
            assertThat(asked.status()).as(page).isEqualTo(200);
            assertThat(asked.body())
                .as(page)
                .containsPattern("All living tokens(</strong>)? of it end at once")
                .contains(
                    "could not be counted just now",
                    "action=\"" + agent + page + "\"",
                    "form_token");
          }
          assertThat(visitor.form(agent + "/deactivate").status()).isEqualTo(303);
        });

    assertThat(server.operator().get("/api/v1/agents/" + courier.id()).text("status"))
        .isEqualTo("suspended");
  }

  private static void whileLongReadsAreTurnedAway(Db db, Runnable then) throws Exception {
    var done = new CountDownLatch(1);
    var turnedAway = new CountDownLatch(1);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < MORE_THAN_MAY_WAIT; i++) {
        var operator = new Reader("operator " + i, Reader.Lane.OPERATORS);
        callers.execute(() -> operator.doing(() -> reads(db, done, turnedAway)));
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
      return db.readSlowly(_ -> isOver(done));
    } catch (Refused _) {
      turnedAway.countDown();
      return false;
    }
  }

  private static boolean isOver(CountDownLatch done) {
    try {
      return done.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
