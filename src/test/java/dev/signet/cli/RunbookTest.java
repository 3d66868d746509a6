package dev.signet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.jose.SigningAlg;
import dev.signet.testing.Jwt;
import dev.signet.testing.LeakedSigningKeys;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.json.JsonMapper;

/// Follows docs/operations.md for an incident, with the commands from the document.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RunbookTest {
  private static final Path DOCUMENT = Path.of("docs/operations.md");

  /// The commands of a section, in their order.
  private static List<String> commands(String heading) throws IOException {
    var text = Files.readString(DOCUMENT);
    var from = text.indexOf("\n## " + heading + "\n");
    assertThat(from).as(heading).isPositive();
    var to = text.indexOf("\n## ", from + 1);
    return text.substring(from, to < 0 ? text.length() : to)
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("./signet "))
        .map(line -> line.substring("./signet ".length()))
        .toList();
  }

  private static String runs(TestServer server, List<String> words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var root = new CommandLine(CommandSpec.create().name("signet"));
    var environment =
        Map.of("SIGNET_URL", server.base().toString(), "SIGNET_OPERATOR_KEY", server.operatorKey());
    AdminCommands.addTo(
        root,
        new CommandEnvironment(
            environment, server.data(), InputStream.nullInputStream(), out, false));
    root.setOut(new PrintWriter(new OutputStreamWriter(out, UTF_8)));
    root.setErr(new PrintWriter(new OutputStreamWriter(err, UTF_8)));
    var code = root.execute(words.toArray(String[]::new));
    root.getOut().flush();
    root.getErr().flush();
    assertThat(code).as(words + ": " + err.toString(UTF_8)).isZero();
    return out.toString(UTF_8);
  }

  private static List<String> words(String command) {
    return List.of(command.replace("\"what happened\"", "leaked").split(" "));
  }

  private static boolean isActive(TestServer node, String token) {
    return node.operator().form("/oauth/introspect", "token", token).text("active").equals("true");
  }

  @Test
  void a_signing_key_has_leaked() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var nodes = new ArrayList<>(List.of(server));
      if (TestDatabase.isPostgresql()) {
        nodes.add(server.startNode());
      }
      try {
        followsTheRunbook(server, nodes);
      } finally {
        nodes.stream().skip(1).forEach(node -> node.server().close());
      }
    }
  }

  private static void followsTheRunbook(TestServer server, List<TestServer> nodes)
      throws IOException {
    var agent = server.registerAgent("courier", "agents:*", "tokens:*");
    agent.token();
    server.clock().advance(Duration.ofMinutes(6));
    server.operator().post("/api/v1/keys/rotate");
    var real = agent.token();
    // Current, next and retired, of all algorithms.
    var leaked = LeakedSigningKeys.of(server);
    assertThat(leaked).hasSize(9);
    var forged = leaked.stream().map(key -> key.forge(real, "scope", "agents:* tokens:*")).toList();
    for (var node : nodes) {
      assertThat(forged).allMatch(token -> isActive(node, token));
    }
    var steps = commands("Leaked signing keys");
    assertThat(steps).hasSize(3);

    var list = new ArrayList<>(words(steps.getFirst()));
    list.add("--json");
    var kids =
        JsonMapper.builder()
            .build()
            .readTree(runs(server, list))
            .path("data")
            .valueStream()
            .map(key -> key.path("kid").stringValue(""))
            .toList();
    assertThat(kids).hasSize(9);
    for (var kid : kids) {
      var said = runs(server, words(steps.get(1).replace("KID", kid)));
      assertThat(said).contains("Withdrawn", "active token");
    }

    for (var node : nodes) {
      assertThat(forged).noneMatch(token -> isActive(node, token));
      for (var token : forged) {
        assertThat(node.unauthenticated().bearer(token).get("/api/v1/agents").status())
            .isEqualTo(401);
      }
      var keySet = node.unauthenticated().get("/.well-known/jwks.json").body();
      assertThat(leaked).noneMatch(key -> keySet.contains(key.kid()));
      var fresh =
          new TestAgent(node.unauthenticated(), agent.id(), agent.clientId(), agent.secret())
              .token();
      assertThat(kids).doesNotContain(Jwt.of(fresh).headers().path("kid").stringValue());
      assertThat(nodes).allMatch(other -> isActive(other, fresh));
      assertThat(agent.with(fresh).get("/api/v1/agents").status()).isEqualTo(200);
    }
    var events = runs(server, words(steps.get(2)));
    assertThat(events.lines().filter(line -> line.contains("signing_key_withdrawn")))
        .hasSizeBetween(6, 9);
    assertThat(events)
        .contains(LeakedSigningKeys.of(server, SigningAlg.RS256, "current").kid())
        .contains("\"reason\":\"leaked\"");
  }
}
