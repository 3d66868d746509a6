package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RawConnection;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestClient;
import dev.signet.testing.WithoutDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Long responses that callers request and do not read leave the server running.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class UnreadResponsesTest {
  private static final int AGENTS = 100;

  /// Twice as many responses as the heap can hold.
  private static final int UNREAD = 100;

  @TempDir Path data;

  @Test
  void long_lists_that_are_not_read_leave_the_server_running_and_others_answered() {
    try (var server = ServerProcess.dev(data, "", "--rate-management", "0")) {
      registerLargeAgents(server.client());
      var connections = new ArrayList<RawConnection>();
      for (var list : List.of("/api/v1/agents?limit=100", "/api/agents?limit=100")) {
        for (var i = 0; i < UNREAD / 2; i++) {
          var connection = RawConnection.to(server.base());
          connections.add(connection);
          connection.send("GET " + list + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
          assertThat(connection.statusOnly()).as(server.log()).isEqualTo(200);
        }
        assertThat(server.client().get("/health").status()).isEqualTo(200);
      }

      // A client that reads gets its list, however long.
      var read = server.client().get("/api/v1/agents?limit=100");
      assertThat(read.status()).isEqualTo(200);
      assertThat(read.body().length()).isGreaterThan(3_000_000);
      connections.forEach(RawConnection::close);
    }
  }

  private static void registerLargeAgents(TestClient operator) {
    var metadata = new TreeMap<String, Object>();
    IntStream.range(0, 32).forEach(i -> metadata.put("m" + i, "€".repeat(490)));
    var capabilities =
        IntStream.range(0, 100).mapToObj(i -> "c" + i + ":" + "x".repeat(120)).toList();
    for (var i = 0; i < AGENTS; i++) {
      var agent =
          operator.post(
              "/api/v1/agents",
              "name",
              "large " + i,
              "metadata",
              metadata,
              "capabilities",
              capabilities,
              "description",
              "€".repeat(1_990));
      assertThat(agent.status()).as(agent.toString()).isEqualTo(201);
    }
  }
}
