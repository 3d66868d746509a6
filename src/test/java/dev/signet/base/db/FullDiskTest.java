package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Await;
import dev.signet.testing.PostgresServer;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The disk of a PostgreSQL is full: its audit log is on a file system of a few megabytes. Only
/// root can make one; others skip this.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FullDiskTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @Test
  void writes_are_503_until_there_is_room_again_and_nothing_acknowledged_is_lost()
      throws Exception {
    assumeTrue(TestDatabase.isPostgresql(), "the embedded database has a test of its own");
    // Not in a folder that only this user may enter: the server has another one.
    var disk = Files.createTempDirectory("signet-disk");
    try {
      assumeTrue(runs("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()));
      var database = PostgresServer.dedicated();
      try {
        fill(database, disk);
      } finally {
        database.close();
        assertThat(runs("umount", "--lazy", disk.toString())).isTrue();
      }
    } finally {
      Files.delete(disk);
    }
  }

  private static void fill(PostgresServer database, Path disk) throws IOException {
    var url = database.newDatabaseUrl();
    var server = new TestServer().with("database", url);
    server.start();
    try {
      database.moveTable(url, "audit_events", disk);
      var agent = server.registerAgent("courier");
      var ballast = disk.resolve("ballast");
      var created = 0;
      fillUp(ballast);

      var last = register(server, created);
      while (last.status() == 201) {
        created++;
        last = register(server, created);
      }
      assertThat(last.status()).as(last.body()).isEqualTo(503);
      assertThat(last.header("Retry-After")).isPresent();
      assertThat(server.operator().get("/api/v1/agents").status()).isIn(200, 503);

      Files.delete(ballast);

      await(() -> agent.requestToken().status() == 200);
      await(() -> server.operator().post("/api/v1/agents", "name", "next").status() == 201);
      assertThat(server.operator().get("/api/v1/agents?q=filling").text("total"))
          .isEqualTo(Integer.toString(created));
      assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
    } finally {
      server.close();
    }
  }

  private static TestResponse register(TestServer server, int number) {
    return server
        .operator()
        .post("/api/v1/agents", "name", "filling " + number, "description", "d".repeat(500));
  }

  private static void fillUp(Path file) {
    try (var out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException _) {
      // The disk is full.
    }
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      // There is no such program.
      return false;
    }
  }

  private static void await(BooleanSupplier condition) {
    Await.until(DEADLINE, "service is back", condition);
  }
}
