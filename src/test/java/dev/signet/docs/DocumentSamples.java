package dev.signet.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Folders;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The samples of one document, run in their order as a reader would run them: each `sh` block in a
/// separate shell, against a server in dev posture, in a folder that has its data. A `json` block
/// that follows is the response that the document promises.
///
/// Later samples can use the values of a response: `client_id` as `$CLIENT_ID`, `id` of `agent` as
/// `$AGENT_ID`, and variables assigned by earlier samples. In an expected text `…` matches any
/// text.
final class DocumentSamples {

  /// @param line where it begins
  /// @param expectedResponse the response that the document shows; null when the document does not
  ///   say
  record Sample(int line, String script, @Nullable String expectedResponse) {}

  private static final String HERE = "localhost:8080";
  private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^[A-Z][A-Z_]*=.*$");
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path document;
  private final TestServer server;
  private final Path folder;
  private final Map<String, String> known = new HashMap<>();
  private final List<String> assignments = new ArrayList<>();

  private DocumentSamples(Path document, TestServer server, Path folder) {
    this.document = document;
    this.server = server;
    this.folder = folder;
  }

  /// Whether this machine has a command that samples are written for.
  static boolean has(String command) {
    return Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  /// Whether a command is there and ends well.
  static boolean runs(String... command) throws IOException, InterruptedException {
    return has(command[0])
        && new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  /// Runs all samples of the document.
  ///
  /// @return how many there were
  static int run(Path document) throws IOException, InterruptedException {
    var samples = in(Files.readString(document));
    var folder = Files.createTempDirectory("signet-samples");
    try (var server = new TestServer().inDevPosture()) {
      server.start();
      // A refusal where none is expected must not pass for an answer.
      Files.writeString(folder.resolve(".curlrc"), "silent\nshow-error\nfail-with-body\n");
      Files.createSymbolicLink(folder.resolve("signet-data"), server.data());
      Files.createSymbolicLink(folder.resolve("docs"), Path.of("docs").toAbsolutePath());
      keepTheTimeOf(server, Files.createDirectory(folder.resolve("bin")));
      var runner = new DocumentSamples(document, server, folder);
      for (var sample : samples) {
        runner.run(sample);
      }
    } finally {
      Folders.delete(folder);
    }
    return samples.size();
  }

  /// A reader's clock is that of the server, and so is a sample's: `date +%s` is all it may ask.
  private static void keepTheTimeOf(TestServer server, Path bin) throws IOException {
    var date = bin.resolve("date");
    Files.writeString(date, "#!/bin/sh\necho " + server.clock().instant().getEpochSecond() + "\n");
    assertThat(date.toFile().setExecutable(true)).isTrue();
  }

  static List<Sample> in(String text) {
    var samples = new ArrayList<Sample>();
    var lines = text.lines().toList();
    for (var i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```") && lines.get(i).length() > 3) {
        var end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
        var block = String.join("\n", lines.subList(i + 1, end));
        switch (lines.get(i).substring(3)) {
          case "sh" -> samples.add(new Sample(i + 1, block, null));
          case "json" -> {
            var asked = samples.removeLast();
            assertThat(asked.expectedResponse()).as("a second answer, in line " + (i + 1)).isNull();
            samples.add(new Sample(asked.line(), asked.script(), block));
          }
          default -> {}
        }
        i = end;
      }
    }
    return samples;
  }

  private void run(Sample sample) throws IOException, InterruptedException {
    if (sample.script().startsWith("python3") && !runs("python3", "-c", "import cryptography")) {
      return;
    }
    var place = document + ":" + sample.line();
    var printed = shell(place, sample);
    var answers = parsed(printed);
    answers.forEach(answer -> rememberVariables("", answer));
    ASSIGNMENT.matcher(sample.script()).results().forEach(found -> assignments.add(found.group()));
    if (sample.expectedResponse() != null) {
      assertThat(answers).as("%s printed %s", place, printed).isNotEmpty();
      var expected = JSON.readTree(expandPaths(sample.expectedResponse()));
      var faults = new ArrayList<String>();
      compare("", expected, answers.getLast(), faults);
      assertThat(faults).as("%s printed %s", place, answers.getLast().toPrettyString()).isEmpty();
    }
  }

  private String shell(String place, Sample sample) throws IOException, InterruptedException {
    var script = String.join("\n", assignments) + "\n" + expandPaths(sample.script());
    var builder = new ProcessBuilder("/bin/sh", "-euc", script).directory(folder.toFile());
    builder.environment().putAll(known);
    builder.environment().put("CURL_HOME", folder.toString());
    builder.environment().merge("PATH", "", (path, _) -> folder.resolve("bin") + ":" + path);
    builder.redirectErrorStream(true);
    var process = builder.start();
    try {
      process.getOutputStream().close();
      var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(place).isTrue();
      var expectsRefusal =
          sample.expectedResponse() != null
              && JSON.readTree(sample.expectedResponse()).has("error");
      assertThat(process.exitValue())
          .as("%s printed %s", place, printed)
          .isEqualTo(expectsRefusal ? 22 : 0);
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  private String expandPaths(String text) {
    return text.replace(HERE, "localhost:" + server.server().port());
  }

  private static List<JsonNode> parsed(String printed) {
    var answers = new ArrayList<JsonNode>();
    // What curl says itself of a refusal comes before the answer.
    var answered = printed.replaceAll("(?m)^curl: .*$", "");
    try (var all = JSON.readerFor(JsonNode.class).<JsonNode>readValues(answered)) {
      all.forEachRemaining(answers::add);
    } catch (JacksonException _) {
      // Metrics and other output that is not JSON.
    }
    return answers;
  }

  private void rememberVariables(String parent, JsonNode node) {
    if (node.isArray()) {
      if (!node.isEmpty()) {
        rememberVariables(parent, node.get(0));
      }
      return;
    }
    for (var member : node.properties()) {
      var name = WORD_START.matcher(member.getKey()).replaceAll("_").toUpperCase(Locale.ROOT);
      if (member.getValue().isContainer()) {
        rememberVariables(name, member.getValue());
      } else {
        known.put(name, member.getValue().asString());
        known.put(parent + "_" + name, member.getValue().asString());
      }
    }
  }

  private static void compare(String at, JsonNode expected, JsonNode found, List<String> faults) {
    if (expected.isObject() && found.isObject()) {
      var names = List.copyOf(expected.propertyNames());
      if (!names.equals(List.copyOf(found.propertyNames()))) {
        faults.add(at + " has " + found.propertyNames() + " and not " + names);
        return;
      }
      names.forEach(name -> compare(at + "/" + name, expected.get(name), found.get(name), faults));
    } else if (expected.isArray() && found.isArray()) {
      if (expected.size() != found.size()) {
        faults.add(at + " has " + found.size() + " entries and not " + expected.size());
        return;
      }
      Iterator<JsonNode> entries = found.iterator();
      expected.forEach(entry -> compare(at + "/", entry, entries.next(), faults));
    } else if (at.endsWith("Ms") && expected.isNumber() && found.isNumber()) {
      // A duration differs each time.
      return;
    } else if (!isSimilar(expected, found)) {
      faults.add(at + " is " + found + " and not " + expected);
    }
  }

  private static boolean isSimilar(JsonNode expected, JsonNode found) {
    if (!expected.isString() || !found.isString()) {
      return expected.equals(found);
    }
    var pattern =
        Arrays.stream(expected.stringValue().split("…", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.matches(pattern, found.stringValue());
  }
}
