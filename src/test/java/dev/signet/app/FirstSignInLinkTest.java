package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FirstSignInLinkTest {
  @TempDir Path data = Path.of("");

  private String database = "";

  /// Starts the server as a supervisor does, without a terminal, and returns all that it printed
  /// until it was ready and was stopped.
  private String starts(String command, String... settings) throws Exception {
    if (database.isEmpty()) {
      database = TestDatabase.fresh(data);
    }
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.signet.app.Main",
                command,
                "--data",
                data.toString(),
                "--database",
                database));
    words.addAll(List.of(settings));
    var printed = Files.createTempFile(data, "printed", ".log");
    var process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      for (var i = 0; i < 600 && process.isAlive(); i++) {
        if (Files.readString(printed).contains("console")) {
          break;
        }
        // The process is another one: nothing here can be waited for.
        process.waitFor(100, TimeUnit.MILLISECONDS);
      }
    } finally {
      process.destroy();
      process.waitFor(60, TimeUnit.SECONDS);
    }
    return Files.readString(printed);
  }

  private Path file() {
    return data.resolve("first-sign-in.link");
  }

  private String serves() throws Exception {
    var port = ServerProcess.freePort();
    return starts(
        "serve",
        "--issuer",
        "http://localhost:" + port,
        "--listen",
        "127.0.0.1:" + port,
        "--drain",
        "0s");
  }

  @Test
  void serve_prints_where_the_link_is_and_never_the_link() throws Exception {
    var printed = serves();

    assertThat(printed).contains("is in " + file()).doesNotContain("link_");
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    var link = Files.readString(file()).strip();
    assertThat(link).matches("http://localhost:[0-9]+/console/welcome\\?link=link_[0-9A-Za-z]+");

    assertThat(serves()).doesNotContain("link_");
    assertThat(Files.readString(file()).strip()).as("another one at each start").isNotEqualTo(link);
  }

  @Test
  void dev_prints_it() throws Exception {
    var printed = starts("dev", "--port", Integer.toString(ServerProcess.freePort()));

    assertThat(printed).contains("/console/welcome?link=link_");
    assertThat(file()).doesNotExist();
  }
}
