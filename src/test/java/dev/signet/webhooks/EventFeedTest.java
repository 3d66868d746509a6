package dev.signet.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The cursor of fetched events over the starts of a server, each of which opens a chain of the
/// audit log.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Execution(ExecutionMode.SAME_THREAD)
class EventFeedTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static int count;

  private static String agent() {
    return server.registerAgentWith("name", "agent-" + ++count).id();
  }

  private static TestResponse fetch(String after) {
    return server
        .operator()
        .get(
            "/api/v1/events?types=agent.created&limit=2"
                + (after.isEmpty() ? "" : "&after=" + after));
  }

  /// Adds what follows a cursor to the seen agents.
  ///
  /// @return the cursor after it
  private static String readOn(String after, List<String> seen) {
    var page = fetch(after);
    while (true) {
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      page.json().path("data").forEach(event -> seen.add(event.path("agentId").stringValue()));
      if (page.text("hasMore").equals("false")) {
        return page.text("next");
      }
      page = fetch(page.text("next"));
    }
  }

  @Test
  void a_cursor_does_not_grow_with_the_starts_of_the_server() {
    var made = new ArrayList<String>();
    var seen = new ArrayList<String>();
    var lengths = new ArrayList<Integer>();
    var cursor = readOn("", new ArrayList<>());
    for (var start = 0; start < 4; start++) {
      for (var i = 0; i < 3; i++) {
        made.add(agent());
      }
      cursor = readOn(cursor, seen);
      server.clock().advance(Duration.ofDays(2));
      server.restart();
      cursor = readOn(cursor, seen);
      lengths.add(cursor.length());
    }

    assertThat(seen).containsExactlyElementsOf(made);
    assertThat(lengths.getLast()).isLessThan(lengths.getFirst() + 10);
  }

  @Test
  void a_chain_that_was_quiet_for_days_is_read_on_where_it_was() {
    var seen = new ArrayList<String>();
    var cursor = readOn("", seen);
    server.clock().advance(Duration.ofDays(2));
    // The cursor leaves the chain out now.
    cursor = readOn(cursor, seen);
    seen.clear();

    var next = List.of(agent(), agent(), agent());

    cursor = readOn(cursor, seen);
    assertThat(seen).containsExactlyElementsOf(next);
    readOn(cursor, seen);
    assertThat(seen).hasSize(3);
  }
}
