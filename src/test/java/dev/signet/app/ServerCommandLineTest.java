package dev.signet.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.CapturedLog;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// `signet dev|serve|doctor` as a person types them.
@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(CapturedLog.RESOURCE)
class ServerCommandLineTest {
  @RegisterExtension static final TestServer server = new TestServer();

  @TempDir Path folder;

  private record CommandResult(int code, String out, String err) {}

  private static CommandResult run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    var code = line.execute(args);
    return new CommandResult(code, out.toString(), err.toString());
  }

  @Test
  void help_lists_the_commands_and_version_says_which_it_is() {
    assertThat(run("--help").out()).contains("dev", "serve", "doctor");
    assertThat(run("--version").out()).startsWith("signet 0.");
    assertThat(run("serve", "--help").out()).contains("--issuer", "SIGNET_ISSUER");
  }

  @Test
  void an_unknown_command_or_flag_is_a_usage_fault() {
    assertThat(run("fly").code()).isEqualTo(2);
    assertThat(run("dev", "--prot", "1").code()).isEqualTo(2);
    assertThat(run().code()).isEqualTo(2);
  }

  @Test
  void bad_settings_end_the_start_with_all_faults() {
    var ran =
        run("serve", "--token-alg", "none", "--log-format", "xml", "--data", folder.toString());

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("--issuer", "--token-alg", "--log-format");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void dev_listens_on_loopback_only_and_takes_no_other_address() {
    assertThat(run("dev", "--listen", "0.0.0.0:8080").code()).isEqualTo(2);
  }

  @Test
  void a_port_in_use_is_reported_in_one_sentence() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var ran =
          run("dev", "--port", Integer.toString(taken.getLocalPort()), "--data", folder.toString());

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err()).contains("in use").doesNotContain("\tat ");
    }
  }

  @Test
  void a_server_that_no_longer_listens_ends_with_four_and_a_sentence() throws Exception {
    var err = new StringWriter();

    var code = StartCommand.untilListenerEnds(() -> {}, new PrintWriter(err));

    assertThat(code).isEqualTo(4);
    assertThat(err.toString())
        .isEqualTo("Signet accepts no more connections and exits; start it again\n");
  }

  @Test
  void an_unreadable_master_key_is_reported_in_one_sentence() throws IOException {
    Files.writeString(folder.resolve("master.key"), "not a key");

    var ran = run("dev", "--port", "0", "--data", folder.toString());

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("master").doesNotContain("\tat ");
  }

  @Test
  void the_doctor_finds_a_healthy_server_healthy_while_it_runs() {
    var ran = run("doctor", "--data", server.data().toString(), "--database", server.databaseUrl());

    assertThat(ran.code()).as(ran.out()).isEqualTo(0);
    assertThat(ran.out())
        .contains("java", "crypto", "database", "clock", "signing keys", "RS256")
        .containsPattern("ok +descriptors +[0-9]+, for [0-9]+ connections")
        .doesNotContain("BAD");
  }

  @Test
  void the_doctor_misses_the_proxy_of_an_https_issuer_until_it_is_named_or_denied() {
    var words =
        List.of("doctor", "--data", folder.toString(), "--issuer", "https://id.example.com");

    var ran = run(words.toArray(String[]::new));
    assertThat(ran.code()).as(ran.out()).isEqualTo(1);
    assertThat(ran.out()).contains("BAD  trusted proxies").contains("set --trusted-proxies");

    for (var said : List.of("none", "192.0.2.1")) {
      var more = Stream.concat(words.stream(), Stream.of("--trusted-proxies", said));
      var well = run(more.toArray(String[]::new));
      assertThat(well.code()).as(well.out()).isEqualTo(0);
      assertThat(well.out()).contains("trusted proxies  " + said).doesNotContain("BAD");
    }
  }

  @Test
  void the_doctor_of_an_empty_folder_lists_what_the_first_start_creates() {
    var ran = run("doctor", "--data", folder.resolve("new").toString());

    assertThat(ran.code()).as(ran.out()).isEqualTo(0);
    assertThat(ran.out()).contains("created at the first start");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void the_doctor_notices_another_master_key() {
    var ran =
        run(
            "doctor",
            "--json",
            "--data",
            server.data().toString(),
            "--database",
            server.databaseUrl(),
            "--master-key",
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("not the one that this database was created with");
    assertThat(ran.out()).doesNotContain("AAECAwQF");
  }

  @Test
  void doctor_and_start_name_agents_with_bcrypt_hashes_that_are_not_checked() {
    var agent = server.registerAgent("imported");
    var hashes =
        "UPDATE credentials SET hash_kind = 'bcrypt', hash = :hash WHERE agent_id = :agent";
    for (var cost : List.of("12", "13")) {
      server
          .internals()
          .db()
          .inTransaction(tx ->
              tx.update(hashes)
                  .bind(
                      "hash",
                      "$2b$" + cost + "$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
                  .bind("agent", agent.id())
                  .execute());
      var isTold = cost.equals("13");

      var ran =
          run("doctor", "--data", server.data().toString(), "--database", server.databaseUrl());

      assertThat(ran.code()).as(ran.out()).isEqualTo(isTold ? 1 : 0);
      assertThat(ran.out().contains(agent.id())).isEqualTo(isTold);
      assertThat(ran.out().contains("BAD  credentials")).isEqualTo(isTold);
      assertThat(warningsOf(server::restart).stream().anyMatch(line -> line.contains(agent.id())))
          .isEqualTo(isTold);
    }
    server.operator().delete("/api/v1/agents/" + agent.id());
  }

  private static List<String> warningsOf(Runnable start) {
    try (var log = CapturedLog.of(Server.class)) {
      start.run();
      return log.lines();
    }
  }

  @Test
  void the_doctor_notices_a_clock_that_is_behind_the_newest_audit_event() throws IOException {
    try (var ahead = new TestServer()) {
      ahead.clock().jump(Duration.ofDays(36_500));
      ahead.start();
      ahead.registerAgent("of the next century");

      var ran = run("doctor", "--data", ahead.data().toString(), "--database", ahead.databaseUrl());

      assertThat(ran.code()).as(ran.out()).isEqualTo(1);
      assertThat(ran.out())
          .contains("BAD  clock")
          .contains("behind the newest event of the audit log, of 2126-03-04T09:00:00Z");
    }
  }

  @Test
  void the_doctor_notices_a_file_that_is_not_a_database() throws IOException {
    var file = Files.write(folder.resolve("signet.db"), "no database".repeat(500).getBytes(UTF_8));

    var ran = run("doctor", "--data", folder.toString(), "--database", "sqlite:" + file);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("BAD").contains("database").doesNotContain("\tat ");
  }
}
