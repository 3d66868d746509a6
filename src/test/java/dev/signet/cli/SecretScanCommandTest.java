package dev.signet.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.signet.base.secrets.ChecksumCollisions;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SecretScanCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SecretGenerator SECRETS = new SecretGenerator(new SecureRandom());

  @RegisterExtension static final TestServer server = new TestServer();

  @TempDir Path folder = Path.of("");

  private byte[] input = {};
  private Map<String, String> environment = Map.of("SIGNET_URL", "http://nowhere.invalid");

  /// The result of a command.
  private record ScanResult(int code, String out, String err) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  private ScanResult signet(String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var root = new CommandLine(CommandSpec.create().name("signet"));
    AdminCommands.addTo(
        root,
        new CommandEnvironment(environment, folder, new ByteArrayInputStream(input), out, false));
    root.setOut(new PrintWriter(new OutputStreamWriter(out, UTF_8)));
    root.setErr(new PrintWriter(new OutputStreamWriter(err, UTF_8)));
    var code = root.execute(words);
    root.getOut().flush();
    root.getErr().flush();
    return new ScanResult(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private void withServer() {
    environment = Map.of("SIGNET_URL", server.base().toString());
  }

  private static String secret(SecretKind kind) {
    return SECRETS.generate(kind).reveal();
  }

  private Path writes(String name, String text) throws IOException {
    return writes(name, text.getBytes(UTF_8));
  }

  private Path writes(String name, byte[] bytes) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  @Test
  void a_folder_without_secrets_ends_with_zero() throws IOException {
    writes("a/b.txt", "sk_live_nothing\n");
    writes("c", new byte[0]);

    var ended = signet("scan", "a", "c");

    assertThat(ended.code()).isZero();
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).isEqualTo("0 found in 2 files, 0.0 MB\n");
  }

  @Test
  void matches_are_listed_by_file_and_line_masked_and_exit_with_one() throws IOException {
    var key = secret(SecretKind.OPERATOR_KEY);
    var quick = secret(SecretKind.QUICK_CLIENT_SECRET);
    writes("src/b.env", "A=1\nKEY=\"" + key + "\"\n");
    writes("src/a.yaml", "secret: " + quick + "\n");
    writes("src/.hidden", key);

    var ended = signet("scan", "src");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out().lines())
        .containsExactly(
            "src/.hidden:1: secret " + key.substring(0, 12) + "…",
            "src/a.yaml:1: quick client secret " + quick.substring(0, 7) + "…",
            "src/b.env:2: secret " + key.substring(0, 12) + "…");
    assertThat(ended.out() + ended.err()).doesNotContain(key, quick);
    assertThat(ended.err()).isEqualTo("3 found in 3 files, 0.0 MB\n");
  }

  @Test
  void as_JSON_all_of_it_is_one_object() throws IOException {
    var key = secret(SecretKind.CLIENT_SECRET);
    var file = writes("a.env", "\n " + key);

    var ended = signet("scan", "--json", ".", file.toString());

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.json().toString())
        .isEqualTo(
            ("{\"finds\":[%s,%s],\"found\":2,\"files\":2,\"bytes\":%d,\"unread\":[],\"symbolicLinks\":0,"
                    + "\"gitObjects\":0,\"reported\":0}")
                .formatted(find("./a.env", key), find(file.toString(), key), 2 * Files.size(file)));
  }

  private static String find(String file, String key) {
    return ("{\"file\":\"%s\",\"line\":2,\"offset\":2,\"kinds\":[\"client_secret\","
            + "\"operator_key\",\"api_key\",\"rotation_secret\"],\"secret\":\"%s…\"}")
        .formatted(file, key.substring(0, 12));
  }

  @Test
  void a_file_with_a_find_in_every_few_characters_is_scanned_and_listed_up_to_a_bound()
      throws IOException {
    writes("evil.txt", ChecksumCollisions.at(7).repeat(30_000));

    var ended = signet("scan", "--json", ".");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.json().get("found").intValue()).isEqualTo(30_000);
    assertThat(ended.json().get("finds")).hasSize(10_000);
    assertThat(signet("scan", ".").err())
        .isEqualTo(
            "Only the first 10000 are listed and reported\n30000 found in 1 files, 0.3 MB\n");
  }

  @Test
  void binary_files_and_other_encodings_are_read_too() throws IOException {
    var key = secret(SecretKind.API_KEY);
    var noise = new byte[300_000];
    new Random(7).nextBytes(noise);
    writes("image.png", (new String(noise, ISO_8859_1) + key + "\0").getBytes(ISO_8859_1));
    writes("powershell.log", ("key " + key + "\r\n").getBytes(UTF_16LE));

    var ended = signet("scan", "--json", ".");

    assertThat(ended.json().at("/finds/0/file").stringValue()).isEqualTo("./image.png");
    assertThat(ended.json().at("/finds/0/offset").longValue()).isEqualTo(300_000);
    assertThat(ended.json().at("/finds/1/file").stringValue()).isEqualTo("./powershell.log");
    assertThat(ended.json().at("/finds/1/offset").longValue()).isEqualTo(8);
  }

  @Test
  void standard_input_is_a_dash() {
    var key = secret(SecretKind.OPERATOR_KEY);
    input = ("+one\n+" + key + "\n").getBytes(UTF_8);

    var ended = signet("scan", "-");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEqualTo("-:2: secret " + key.substring(0, 12) + "…\n");
  }

  @Test
  void a_path_that_is_not_there_ends_with_two() throws IOException {
    writes("a", secret(SecretKind.API_KEY));

    var ended = signet("scan", "a", "missing");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).isEqualTo("signet: missing does not exist\n");
    assertThat(signet("scan").code()).isEqualTo(2);
  }

  @Test
  void links_are_not_followed_but_where_they_are_named_and_are_counted() throws IOException {
    var key = secret(SecretKind.API_KEY);
    writes("elsewhere/secret", key);
    Files.createDirectory(folder.resolve("here"));
    Files.createSymbolicLink(folder.resolve("here/out"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("here/loop"), folder.resolve("here"));
    Files.createSymbolicLink(folder.resolve("here/dangling"), folder.resolve("nowhere"));

    var ended = signet("scan", "here");

    assertThat(ended.code()).isZero();
    assertThat(ended.err())
        .isEqualTo("3 symbolic links were not followed\n0 found in 0 files, 0.0 MB\n");
    assertThat(signet("scan", "here/out").code()).isEqualTo(1);
    assertThat(signet("scan", "here/out/secret").code()).isEqualTo(1);
  }

  @Test
  void unreadable_files_are_listed_and_counted() throws Exception {
    writes("open", "nothing");
    var pipe = folder.resolve("pipe");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no named pipes");

    var ended = signet("scan", ".");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            """
            Not read: ./pipe (not a regular file)
            1 could not be read
            0 found in 1 files, 0.0 MB
            """);
    assertThat(signet("scan", ".", "--json").json().at("/unread").toString())
        .isEqualTo("[{\"file\":\"./pipe\",\"reason\":\"not a regular file\"}]");
    writes("open", secret(SecretKind.API_KEY));
    assertThat(signet("scan", ".").code()).as("found, though not all was read").isEqualTo(1);
  }

  @Test
  void a_file_without_permission_is_told() throws IOException {
    var closed = writes("closed/file", secret(SecretKind.API_KEY)).getParent();
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(closed), "root reads everything");

    var ended = signet("scan", ".");

    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("Not read: ./closed (permission denied)");
  }

  @Test
  void files_of_Git_are_read_as_they_are_and_it_says_how_to_read_the_history() throws IOException {
    var key = secret(SecretKind.API_KEY);
    writes("repo/.git/config", "[remote]\n url = https://x:" + key + "@example.com\n");
    writes("repo/.git/objects/pack/pack-1.pack", "PACK");
    writes("repo/.git/objects/ab/cdef", "x");
    writes("repo/objects/table", "no Git");

    var ended = signet("scan", "repo");

    assertThat(ended.out()).startsWith("repo/.git/config:2: secret ");
    assertThat(ended.err())
        .startsWith("2 compressed files of Git were not unpacked")
        .contains("git log -p --all | signet scan -");
  }

  @Test
  void a_name_that_moves_the_cursor_does_not() throws IOException {
    writes("a\u001b[2Jb\nc", secret(SecretKind.API_KEY));

    assertThat(signet("scan", ".").out()).startsWith("./a?[2Jb?c:1: secret ").hasLineCount(1);
  }

  @Test
  void without_report_no_server_is_asked() throws IOException {
    environment = Map.of("SIGNET_URL", "this is no URL");
    writes("a", secret(SecretKind.API_KEY));

    assertThat(signet("scan", "a").code()).isEqualTo(1);
    assertThat(signet("scan", "a", "--report").code()).isEqualTo(2);
  }

  @Test
  void secrets_found_are_reported_and_revoked() throws IOException {
    withServer();
    var agent = server.registerAgent("courier", "read");
    var other = server.registerAgent("other", "read");
    writes("a.env", agent.secret() + "\n" + agent.secret());
    writes("b.env", secret(SecretKind.CLIENT_SECRET));

    var ended = signet("scan", ".", "--report");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).isEqualTo("3 found in 2 files, 0.0 MB\n2 reported\n");
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(other.requestToken().status()).isEqualTo(200);
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=leak.reported&agentId=" + agent.id())
                .json("data/0/metadata"))
        .isEqualTo("{\"kind\":\"client_secret\",\"done\":\"revoked\",\"source\":\"signet-scan\"}");
  }

  @Test
  void more_than_the_server_takes_at_once_are_reported_bit_by_bit() throws IOException {
    withServer();
    var agent = server.registerAgent("courier", "read");
    var lines = new ArrayList<String>();
    IntStream.range(0, 250).forEach(_ -> lines.add(secret(SecretKind.CLIENT_SECRET)));
    lines.add(agent.secret());
    writes("a.env", String.join("\n", lines));

    var ended = signet("scan", ".", "--report", "--json");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.json().get("reported").intValue()).isEqualTo(251);
    assertThat(agent.requestToken().status()).isEqualTo(401);
  }

  @Test
  void without_matches_no_report_is_sent() throws IOException {
    writes("a", "nothing");

    assertThat(signet("scan", ".", "--report").code()).isZero();
  }

  @Test
  void a_server_that_cannot_be_reached_ends_with_three() throws IOException {
    writes("a", secret(SecretKind.API_KEY));

    var ended = signet("scan", ".", "--report", "--allow-plain-http");

    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("Cannot reach http://nowhere.invalid");
  }

  @Test
  void how_many_were_reported_before_it_went_wrong_is_told() throws IOException {
    try (var busy = new TestServer().with("rate-leaks", "1")) {
      busy.start();
      environment = Map.of("SIGNET_URL", busy.base().toString());
      var lines = new ArrayList<String>();
      IntStream.range(0, 250).forEach(_ -> lines.add(secret(SecretKind.CLIENT_SECRET)));
      writes("a.env", String.join("\n", lines));

      var ended = signet("scan", ".", "--report");

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err())
          .contains("signet: 200 of 250 were reported. Slow down (429 too_many_requests)");
    }
  }

  @Test
  void a_leak_is_reported_from_standard_input_with_its_source() {
    withServer();
    var agent = server.registerAgent("courier", "read");
    input = ("I found this: " + agent.secret() + ".").getBytes(UTF_8);

    var ended =
        signet("leak", "report", "--source", "bounty", "--found-at", "https://paste.example.com/1");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualTo("1 reported\n");
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=leak.reported&agentId=" + agent.id())
                .json("data/0/metadata"))
        .isEqualTo(
            "{\"kind\":\"client_secret\",\"done\":\"revoked\",\"source\":\"bounty\","
                + "\"url\":\"https://paste.example.com/1\"}");
  }

  @Test
  void a_report_as_JSON_says_how_many() {
    withServer();
    input = secret(SecretKind.API_KEY).getBytes(UTF_8);

    assertThat(signet("leak", "report", "--json").out()).isEqualTo("{\"reported\":1}\n");
  }

  @Test
  void text_that_is_not_a_secret_is_not_sent() {
    input = "hunter2".getBytes(UTF_8);

    var ended = signet("leak", "report");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "signet: The input contains nothing in the format of Signet's secrets, so nothing was"
                + " reported\n");
  }

  @Test
  void a_bad_source_is_refused_by_the_server() {
    withServer();
    input = secret(SecretKind.API_KEY).getBytes(UTF_8);

    var ended = signet("leak", "report", "--source", "Git Hub");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("source must be a short name", "(400 invalid_request)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"leak report sk_live_x", "leak report --value sk_live_x", "leak", "scan"})
  void a_secret_is_not_an_argument_and_an_invalid_command_line_is_refused(String words) {
    assertThat(signet(words.split(" ", -1)).code()).isEqualTo(2);
  }

  @Test
  void the_operator_key_is_not_sent_to_the_receiver_of_reports() throws IOException {
    var asked = new ArrayList<List<String>>();
    var stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    stranger.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          exchange.sendResponseHeaders(202, 2);
          exchange.getResponseBody().write("{}".getBytes(UTF_8));
          exchange.close();
        });
    stranger.start();
    environment =
        Map.of(
            "SIGNET_URL",
            "http://127.0.0.1:" + stranger.getAddress().getPort(),
            "SIGNET_OPERATOR_KEY",
            secret(SecretKind.OPERATOR_KEY));
    input = secret(SecretKind.API_KEY).getBytes(UTF_8);

    var ended = signet("leak", "report");

    stranger.stop(0);
    assertThat(ended.code()).isZero();
    assertThat(asked).containsExactly(List.of());
  }
}
