package dev.signet.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The lifecycle of an agent in `src/test/js/agent.mjs` with oauth4webapi, a certified OAuth client
/// for JavaScript. Needs Node.js 20 and npm; the library is fetched once, into `target/js`, and
/// with it the linter of the OpenAPI file.
final class Oauth4webapi {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final NpmFolder FOLDER =
      new NpmFolder(Path.of("src/test/js"), Path.of("target/js"));

  private Oauth4webapi() {}

  /// Fetches the library where it is not there in the version that is wanted.
  static synchronized void install() {
    FOLDER.install();
  }

  /// Where the scripts and the packages are.
  static Path folder() {
    return FOLDER.copy();
  }

  /// Runs the lifecycle.
  static JsonNode runScript(ObjectNode asked) {
    return runScript("agent.mjs", asked);
  }

  /// Runs the lifecycle with openid-client, which is built on the same library and adds its own
  /// discovery.
  static JsonNode runWithOpenidClient(ObjectNode asked) {
    return runScript("openid.mjs", asked);
  }

  /// Verifies a message of a webhook with the libraries of Standard Webhooks and of Svix.
  static JsonNode verifyWebhook(ObjectNode asked) {
    return runScript("webhook.mjs", asked);
  }

  /// Holds a conversation with a script, which asks for what only the test can do.
  static JsonNode converse(String script, ObjectNode asked, UnaryOperator<JsonNode> answers) {
    return FOLDER.converse(script, asked, answers);
  }

  /// Starts the receiver of docs/webhooks.md.
  static Process startReceiver(String secret, int port) {
    try {
      var script = Path.of("docs/webhook_receiver.mjs");
      var copy = folder().resolve(script.getFileName());
      Files.copy(script, copy, StandardCopyOption.REPLACE_EXISTING);
      var builder =
          new ProcessBuilder("node", script.getFileName().toString()).directory(folder().toFile());
      builder.environment().put("WEBHOOK_SECRET", secret);
      builder.environment().put("PORT", Integer.toString(port));
      return builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode runScript(String script, ObjectNode asked) {
    return JSON.readTree(FOLDER.run(List.of("node", script), asked.toString()));
  }

  /// What Spectral, a linter of OpenAPI files, has against this file; empty when it has nothing.
  static String errorsOf(Path file) {
    return FOLDER.run(
        List.of(
            "node",
            "node_modules/@stoplight/spectral-cli/dist/index.js",
            "lint",
            "--ruleset",
            "spectral.yaml",
            "--display-only-failures",
            "--fail-severity",
            "error",
            "--quiet",
            file.toAbsolutePath().toString()),
        "");
  }
}
