package dev.signet.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The lifecycle of an agent in `src/test/js/agent.mjs` with oauth4webapi, a certified OAuth client
/// for JavaScript. Needs Node.js 20 and npm; the library is fetched once, into `target/js`, and
/// with it the linter of the OpenAPI file.
final class Oauth4webapi {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path SOURCE = Path.of("src/test/js");
  private static final Path HERE = Path.of("target/js");
  private static final long PATIENCE_SECONDS = 120;

  private Oauth4webapi() {}

  /// Fetches the library where it is not there in the version that is wanted.
  static synchronized void install() {
    try {
      Files.createDirectories(HERE);
      var wanted = SOURCE.resolve("package.json");
      var installed = HERE.resolve("installed.json");
      for (var name : List.of("agent.mjs", "openid.mjs", "webhook.mjs", "spectral.yaml")) {
        Files.copy(SOURCE.resolve(name), HERE.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.exists(installed) && Files.mismatch(wanted, installed) < 0) {
        return;
      }
      Files.copy(wanted, HERE.resolve("package.json"), StandardCopyOption.REPLACE_EXISTING);
      run(
          List.of(
              "npm",
              "install",
              "--no-package-lock",
              "--no-audit",
              "--no-fund",
              "--ignore-scripts",
              "--loglevel=error"),
          "");
      Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /// Starts the receiver of docs/webhooks.md.
  static Process startReceiver(String secret, int port) {
    try {
      var script = Path.of("docs/webhook_receiver.mjs");
      Files.copy(script, HERE.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      var builder =
          new ProcessBuilder("node", script.getFileName().toString()).directory(HERE.toFile());
      builder.environment().put("WEBHOOK_SECRET", secret);
      builder.environment().put("PORT", Integer.toString(port));
      return builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode runScript(String script, ObjectNode asked) {
    return JSON.readTree(run(List.of("node", script), asked.toString()));
  }

  /// What Spectral, a linter of OpenAPI files, has against this file; empty when it has nothing.
  static String errorsOf(Path file) {
    return run(
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

  private static String run(List<String> command, String input) {
    try {
      var process = new ProcessBuilder(command).directory(HERE.toFile()).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(UTF_8));
      }
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.exitValue() != 0) {
        throw new AssertionError(
            command + ": " + output + new String(process.getErrorStream().readAllBytes(), UTF_8));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(
          command.getFirst() + " cannot be run; make check needs Node.js 20 and npm", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
