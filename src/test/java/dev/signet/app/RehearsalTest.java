package dev.signet.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class RehearsalTest {
  static {
    // As TestServer has it: the JDK's client reads this once, when the first of all tests makes
    // one.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
  }

  @Test
  void the_servers_answer_all_that_is_asked_in_a_rehearsal() {
    var said = new StringWriter();

    var code = Rehearsal.run(new PrintWriter(said));

    assertThat(said.toString()).isEmpty();
    assertThat(code).isZero();
  }

  /// `make run` leaves a key of its server in `signet-data`, and the environment may have another.
  @Test
  void it_takes_no_notice_of_the_server_of_its_folder_and_environment(@TempDir Path folder)
      throws IOException, InterruptedException {
    var data = Files.createDirectories(folder.resolve("signet-data"));
    Files.writeString(data.resolve("operator.key"), "sk_live_of_the_server_that_runs_here");
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator)),
                "dev.signet.app.Main",
                "rehearse")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("SIGNET_OPERATOR_KEY", "sk_live_of_the_server_that_runs_here");
    builder.environment().put("SIGNET_URL", "http://127.0.0.1:9");
    builder.environment().put("SIGNET_NO_SUCH_SETTING", "1");

    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void help_does_not_list_the_rehearsal() {
    assertThat(Main.commandLine().getUsageMessage()).contains("doctor").doesNotContain("rehearse");
  }
}
