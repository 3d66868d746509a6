package dev.signet.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.console.pages.ConnectingClient;
import dev.signet.testing.TestServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The MCP TypeScript SDK connects to the sample MCP servers for a user, and needs nothing but the
/// URL of the MCP server.
@DisplayNameGeneration(ReplaceUnderscores.class)
class McpClientsTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer().listeningAtIssuer().with("apps", "open").with("registration-apps", "open");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String REDIRECT = "http://localhost:33418/callback";

  private static SampleServer typescript;
  private static SampleServer java;

  @BeforeAll
  static void start() {
    Oauth4webapi.install();
    server.clock().set(Instant.now());
    var introspecting = server.registerAgent("files server");
    typescript = SampleServer.typescript(server, introspecting);
    java = SampleServer.java(server, introspecting);
    ConnectingClient.registerResource(server, typescript.resource());
    ConnectingClient.registerResource(server, java.resource());
  }

  @AfterAll
  static void stop() {
    typescript.close();
    java.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void the_sdk_connects_to_the_sample_in_typescript(int sdk) {
    var client = ConnectingClient.register(server, "Files app", REDIRECT);

    var saw = connect(asked(sdk, typescript).put("clientId", client.clientId()));

    isWholeLife(saw);
    assertThat(saw.path("tokenType").asString()).isEqualToIgnoringCase("bearer");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void the_sdk_connects_to_the_sample_in_java(int sdk) {
    var client = ConnectingClient.register(server, "Files app", REDIRECT);

    var saw = connect(asked(sdk, java).put("clientId", client.clientId()));

    isWholeLife(saw);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void the_sdk_registers_itself_and_connects(int sdk) {
    var saw = connect(asked(sdk, typescript));

    isWholeLife(saw);
    assertThat(saw.path("clientId").asString()).startsWith("dcr1_");
  }

  @Test
  void the_sdk_binds_its_tokens_to_its_key() {
    var client = ConnectingClient.register(server, "Files app", REDIRECT);

    var saw = connect(asked(2, java).put("clientId", client.clientId()).put("dpop", true));

    isWholeLife(saw);
    assertThat(saw.path("tokenType").asString()).isEqualToIgnoringCase("dpop");
  }

  @Test
  void signet_resource_check_finds_nothing_wrong_with_the_samples() {
    var agent = server.registerAgent("checker");
    for (var sample : List.of(typescript, java)) {
      server.clock().set(Instant.now());

      var checks =
          NpmFolder.runIn(
              Path.of(""),
              List.of(
                  "env",
                  "SIGNET_CLIENT_SECRET=" + agent.secret(),
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.signet.app.Main",
                  "resource",
                  "check",
                  sample.resource(),
                  "--url",
                  server.base().toString(),
                  "--key-file",
                  server.data().resolve("operator.key").toString(),
                  "--client-id",
                  agent.clientId()),
              "");

      assertThat(checks).contains("token").doesNotContain("skipped", "wrong");
    }
  }

  /// Connects, calls a tool, asks for more when a tool needs it, refreshes, and is disconnected.
  private static void isWholeLife(JsonNode saw) {
    assertThat(saw.path("failed").isMissingNode()).as("%s", saw).isTrue();
    assertThat(texts(saw, "steps"))
        .containsExactly("connect", "call", "step up", "refresh", "disconnect");
    assertThat(texts(saw, "tools")).containsExactlyInAnyOrder("list_files", "write_file");
    assertThat(saw.path("files").asString()).isEqualTo("welcome.txt");
    assertThat(saw.path("filesAfterwards").asString()).contains("notes.txt");
    assertThat(saw.path("openedToStepUp").asInt()).isEqualTo(1);
    assertThat(texts(saw, "scopes"))
        .containsExactly("files.read", "files.read files.write", "files.read files.write");
    assertThat(saw.path("isRefreshed").asBoolean()).isTrue();
    assertThat(saw.path("isAskedAgain").asBoolean()).isTrue();
  }

  private static ObjectNode asked(int sdk, SampleServer sample) {
    return JSON.createObjectNode()
        .put("sdk", sdk)
        .put("server", sample.resource())
        .put("redirectUri", REDIRECT)
        .put("name", "Files app");
  }

  /// A new user allows what the client asks for, and ends it when the client says so.
  private static JsonNode connect(ObjectNode asked) {
    var user = ConnectingClient.signInUser(server, "Ada");
    return Oauth4webapi.converse(
        "mcp.mjs",
        asked,
        question -> {
          server.clock().set(Instant.now());
          return JSON.valueToTree(
              question.has("open")
                  ? ConnectingClient.allow(user, question.path("open").asString())
                  : user.form("/account/connections/end-all").status());
        });
  }

  private static List<String> texts(JsonNode saw, String name) {
    return saw.path(name).valueStream().map(JsonNode::asString).toList();
  }
}
