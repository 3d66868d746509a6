package dev.signet.cli;

import dev.signet.base.json.Json;
import dev.signet.cli.CommandFailed.CommandExit;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One run of a command: its arguments, the server, and the output.
final class Invocation {
  static final String IDEMPOTENCY_KEY = "idempotency-key";

  private final ParseResult parsed;
  private final CommandEnvironment environment;
  private @Nullable ApiClient api;
  private final PrintWriter out;
  private final PrintWriter err;

  Invocation(ParseResult parsed, CommandEnvironment around, PrintWriter out, PrintWriter err) {
    this.parsed = parsed;
    this.environment = around;
    this.out = out;
    this.err = err;
  }

  /// The server, with the operator key.
  ApiClient api() {
    var opened = api == null ? Connection.open(parsed, environment) : api;
    api = opened;
    return opened;
  }

  /// A URL of another server, in an argument.
  URI url(int index) {
    return Connection.requireUrl(argument(index), parsed);
  }

  /// The server, without a credential.
  ApiClient unauthenticatedApi() {
    return Connection.openUnauthenticated(parsed, environment);
  }

  /// Posts a request that must take effect once, under a new idempotency key unless one is given.
  ApiClient.ApiResponse postIdempotent(String path, JsonNode body) {
    var key = option(IDEMPOTENCY_KEY).orElseGet(() -> UUID.randomUUID().toString());
    if (key.isBlank() || !key.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new CommandFailed(
          CommandExit.USAGE, "--" + IDEMPOTENCY_KEY + " must be printable ASCII characters");
    }
    return api().postIdempotent(path, body, key);
  }

  CommandEnvironment environment() {
    return environment;
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  /// The value of `--name`.
  Optional<String> option(String name) {
    return Optional.ofNullable(parsed.<@Nullable String>matchedOptionValue("--" + name, null));
  }

  /// The value of `--name` as a whole number.
  Optional<Long> integer(String name) {
    try {
      return option(name).map(Long::valueOf);
    } catch (NumberFormatException _) {
      throw new CommandFailed(CommandExit.USAGE, "--" + name + " must be a whole number");
    }
  }

  /// The values of `--name`, which may be repeated.
  List<String> options(String name) {
    return parsed.matchedOptionValue("--" + name, List.of());
  }

  boolean has(String name) {
    return parsed.hasMatchedOption("--" + name);
  }

  /// All arguments, as they were given.
  List<String> arguments() {
    return parsed.matchedPositionalValue(0, List.of());
  }

  /// An argument, as it was given.
  String argument(int index) {
    return parsed.matchedPositionalValue(index, "");
  }

  /// An argument, encoded as a path segment.
  String segment(int index) {
    return ApiClient.encode(parsed.<String>matchedPositionalValue(index, ""));
  }

  /// A path with a query parameter for each of these options that is set, by the option's name.
  ///
  /// @param parameters the parameter of each option
  String path(String path, Map<String, String> parameters) {
    var query = new LinkedHashMap<String, String>();
    parameters.forEach((option, parameter) -> query.put(parameter, option(option).orElse("")));
    return ApiClient.path(path, query);
  }

  /// A JSON object with a member for each of these options that is set, by the option's name.
  ObjectNode object(Map<String, String> members) {
    var object = Json.object();
    members.forEach(
        (option, member) -> option(option).ifPresent(value -> object.put(member, value)));
    return object;
  }

  boolean wantsJson() {
    return parsed.hasMatchedOption("--json");
  }

  /// Prints a response: unchanged with `--json`, otherwise formatted for people.
  void print(ApiClient.ApiResponse answer, ResponseView view) {
    if (wantsJson()) {
      printAsSent(answer.body());
    } else {
      view.print(answer.json(), out);
      out.flush();
    }
  }

  /// Prints a response with a new secret. Without `--json` only the secret goes to standard output,
  /// so that it can be piped to where it belongs without appearing on a screen.
  void printSecret(ApiClient.ApiResponse answer, String id, String secret) {
    if (!wantsJson()) {
      err.println(
          answer.json().path(id).stringValue("")
              + ": this is its secret, which is shown only once.");
      err.flush();
    }
    print(answer, (json, to) -> to.println(json.path(secret).stringValue("")));
  }

  /// Reports a success, for people only: scripts read the exit code.
  void printMessage(String sentence) {
    if (!wantsJson()) {
      out.println(sentence);
      out.flush();
    }
  }

  /// Reports something about the run itself, for people only, besides its results.
  void printRemark(String sentence) {
    if (!wantsJson()) {
      err.println(sentence);
      err.flush();
    }
  }

  void printJson(JsonNode json) {
    printAsSent(Json.toText(json));
  }

  private void printAsSent(String body) {
    try {
      environment.rawOut().write((body + "\n").getBytes(StandardCharsets.UTF_8));
      environment.rawOut().flush();
    } catch (IOException e) {
      throw new CommandFailed(CommandExit.USAGE, "The output cannot be written: " + e.getMessage());
    }
  }
}
