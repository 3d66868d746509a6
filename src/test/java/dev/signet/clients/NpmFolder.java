package dev.signet.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A copy of a folder with JavaScript, in which npm has installed the packages that its
/// `package.json` names.
record NpmFolder(Path source, Path copy) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long PATIENCE_SECONDS = 300;

  /// Copies what has changed, and fetches the packages where they are not there in the versions
  /// that are wanted.
  void install() {
    try {
      Files.createDirectories(copy);
      copySources();
      var wanted = source.resolve("package.json");
      var installed = copy.resolve("installed.json");
      if (isSame(wanted, installed)) {
        return;
      }
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

  private void copySources() throws IOException {
    try (var sources = Files.list(source)) {
      for (var file : sources.filter(Files::isRegularFile).toList()) {
        var target = copy.resolve(file.getFileName());
        if (!isSame(file, target)) {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    return Files.exists(other) && Files.mismatch(one, other) < 0;
  }

  /// Runs a command in the copy, to its end.
  ///
  /// @return what it wrote
  String run(List<String> command, String input) {
    return runIn(copy, command, input);
  }

  static String runIn(Path folder, List<String> command, String input) {
    try {
      var process = new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile()).start();
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
          command.getFirst() + " cannot be run; make check needs Node.js 20, npm and Maven", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Runs a script that uses `conversation.mjs`.
  ///
  /// @param asked the first line that it reads
  /// @param answers what the test answers to each of its questions
  /// @return what the script saw
  JsonNode converse(String script, JsonNode asked, UnaryOperator<JsonNode> answers) {
    try {
      var process =
          new ProcessBuilder("node", script)
              .directory(copy.toFile())
              .redirectErrorStream(true)
              .start();
      CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
      try (var in = process.outputWriter(UTF_8);
          var out = process.inputReader(UTF_8)) {
        return converse(in, out, asked, answers);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode converse(
      Writer in, BufferedReader out, JsonNode asked, UnaryOperator<JsonNode> answers)
      throws IOException {
    in.write(asked + "\n");
    in.flush();
    var others = new ArrayList<String>();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (!line.startsWith("{")) {
        others.add(line);
        continue;
      }
      var message = JSON.readTree(line);
      if (message.has("saw")) {
        return message.path("saw");
      }
      in.write(answers.apply(message) + "\n");
      in.flush();
    }
    throw new AssertionError("The script ended without an answer: " + others);
  }
}
