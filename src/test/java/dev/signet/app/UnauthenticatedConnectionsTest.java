package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RawConnection;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.WithoutDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However unauthenticated clients use their connections, a server with the shipped JVM options
/// keeps running and answers others.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class UnauthenticatedConnectionsTest {
  private static final int CONNECTIONS = 2_000;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(5);

  private static final String HOST = "Host: 127.0.0.1\r\n";
  private static final String HEALTH = "GET /health/ready HTTP/1.1\r\n" + HOST + "\r\n";
  private static final String FORM =
      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ";

  @TempDir Path data;

  /// Several addresses, so that the bound of one does not save the others.
  private static String address(int number) {
    return "127.0.0." + (2 + number % 8);
  }

  private static boolean isAnswered(ServerProcess server) {
    try (var connection = RawConnection.to(server.base(), "127.0.0.100")) {
      return connection.send(HEALTH).answer().filter(answer -> answer.status() == 200).isPresent();
    }
  }

  /// Each time it is answered, and the best of three times soon: other tests use the processor too.
  private static void isAnsweredSoon(ServerProcess server, String kind) {
    var best = Duration.ofDays(1);
    for (var i = 0; i < 3 && best.compareTo(SOON) >= 0; i++) {
      var started = System.nanoTime();
      assertThat(isAnswered(server)).as(kind).isTrue();
      best = Collections.min(List.of(best, Duration.ofNanos(System.nanoTime() - started)));
    }
    assertThat(best).as(kind).isLessThan(SOON);
  }

  private static void attack(ServerProcess server, String kind, String bytes) {
    var connections = new ArrayList<RawConnection>();
    try {
      for (var i = 0; i < CONNECTIONS; i++) {
        var connection = RawConnection.to(server.base(), address(i));
        connections.add(connection);
        connection.send(bytes);
        if (i % 500 == 499) {
          isAnsweredSoon(server, kind);
        }
      }
      isAnsweredSoon(server, kind);
      assertThat(server.isRunning()).as(kind + ": " + server.log()).isTrue();
    } finally {
      connections.forEach(RawConnection::close);
    }
  }

  @Test
  void every_kind_of_connection_leaves_the_server_running_and_others_answered() {
    try (var server = ServerProcess.serve(data, 0)) {
      for (var i = 0; i < 50; i++) {
        isAnswered(server);
      }
      var before = server.heapInUse();

      attack(server, "silent connections", "");
      attack(
          server,
          "heads that do not end",
          "GET /health HTTP/1.1\r\n"
              + HOST
              + ("X: " + "a".repeat(150) + "\r\n").repeat(98)
              + "Y: ");
      attack(
          server,
          "heads of many headers that do not end",
          "GET /health HTTP/1.1\r\n" + "x0a:\r\n".repeat(4_423));
      attack(
          server,
          "heads that end, and no body",
          "POST /oauth/token HTTP/1.1\r\n"
              + HOST
              + ("X: " + "a".repeat(150) + "\r\n").repeat(90)
              + FORM
              + "10\r\n\r\n");
      attack(
          server,
          "bodies that do not end",
          "POST /api/v1/leaks HTTP/1.1\r\n"
              + HOST
              + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
              + "{\"text\":\""
              + "a".repeat(60_000));
      attack(
          server,
          "trailers that do not end",
          "POST /api/v1/leaks HTTP/1.1\r\n"
              + HOST
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "2\r\n{}\r\n0\r\n"
              + "a:b\r\n".repeat(3_100));
      attack(
          server,
          "chunk extensions that do not end",
          "POST /api/v1/leaks HTTP/1.1\r\n"
              + HOST
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              + ("1;" + "a=b;".repeat(3_000) + "\r\n{\r\n").repeat(4)
              + "1;"
              + "a=b;".repeat(3_000));
      attack(
          server,
          "answers that are not read",
          ("GET /api/openapi.json HTTP/1.1\r\n" + HOST + "\r\n").repeat(12));

      assertThat(server.heapInUse()).isLessThan(before + 32 * 1024 * 1024);
    }
  }

  @Test
  void a_process_out_of_file_descriptors_answers_again_when_there_are_some() {
    try (var server = ServerProcess.serve(data, 230)) {
      assertThat(server.log()).contains("few file descriptors");
      isAnswered(server);
      server.limitDescriptors(20);
      var connections = new ArrayList<RawConnection>();
      for (var i = 0; i < 60; i++) {
        connections.add(RawConnection.to(server.base(), address(i)));
      }
      while (!server.log().contains("Too many open files")) {
        LockSupport.parkNanos(POLL.toNanos());
      }
      connections.forEach(RawConnection::close);

      assertThat(isAnswered(server)).isTrue();
      assertThat(server.isRunning()).isTrue();
    }
  }
}
