package dev.signet.testing;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Compares responses with `openapi.json`. The first responses of each operation and status are
/// checked completely, later ones only for their status and content type.
public final class OpenApiCheck {
  private static final String FILE = "/openapi.json";

  /// How many bodies of one operation and status are checked against their schema.
  private static final int WHOLE = 200;

  /// How many lines of one response are checked.
  private static final int LINES = 20;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ObjectNode DOCUMENT = read();
  private static final Node ROOT = tree();

  private OpenApiCheck() {}

  /// The file itself.
  public static ObjectNode document() {
    return DOCUMENT;
  }

  /// Checks one response. A response without an operation in the file may only be a refusal, or a
  /// page, which the file does not describe.
  ///
  /// @param path the path as sent; its query is ignored
  /// @param contentType empty when there was none
  /// @throws AssertionError when the file describes something else
  public static void check(
      String method, String path, int status, String contentType, String body) {
    check(method, path, status, contentType, body, WHOLE);
  }

  /// As [#check], and whole, however many answers of its kind have been looked at.
  ///
  /// @throws AssertionError when the file says something else
  public static void checkWhole(
      String method, String path, int status, String contentType, String body) {
    check(method, path, status, contentType, body, Integer.MAX_VALUE);
  }

  private static void check(
      String method, String path, int status, String contentType, String body, int whole) {
    if (path.startsWith("/console")
        || path.startsWith("/account")
        || path.startsWith("/oauth/consent")
        || path.startsWith("/oauth/authorize")) {
      return;
    }
    var question = path.indexOf('?');
    var asked = method.equals("HEAD") ? "GET" : method;
    var found =
        ROOT.find(segments(question < 0 ? path : path.substring(0, question)), 0)
            .flatMap(node -> Optional.ofNullable(node.operations.get(asked)));
    if (found.isEmpty()) {
      if (status < 400 || status == 500) {
        throw new AssertionError(
            method
                + " "
                + path
                + " answered "
                + status
                + ", but openapi.json has no such operation");
      }
      return;
    }
    found.get().check(status, contentType, method.equals("HEAD") ? "" : body, whole);
  }

  /// A schema from the file, with references into the file.
  public static Schema schema(JsonNode schema) {
    // References are looked up in the document that contains the schema.
    var standalone = JSON.createObjectNode();
    standalone.setAll((ObjectNode) schema);
    standalone.set("components", DOCUMENT.get("components"));
    return Registry.INSTANCE.getSchema(standalone);
  }

  /// Follows a reference to its target.
  public static JsonNode resolved(JsonNode node) {
    var at = node;
    while (at.path("$ref").isString()) {
      var pointer = at.get("$ref").stringValue().substring(1);
      at = DOCUMENT.at(pointer);
      if (at.isMissingNode()) {
        throw new AssertionError("openapi.json has nothing at " + pointer);
      }
    }
    return at;
  }

  /// What does not fit, a line each.
  public static List<String> faults(Schema schema, JsonNode value) {
    return schema.validate(value).stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  private static final class Registry {
    static final SchemaRegistry INSTANCE =
        SchemaRegistry.withDialect(
            Dialect.builder(Dialects.getOpenApi31())
                .keyword(new NonValidationKeyword("components"))
                .build(),
            registry ->
                registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder()
                        .formatAssertionsEnabled(true)
                        .locale(Locale.ROOT)
                        .build()));
  }

  private record Operation(String name, Map<String, Outcome> outcomes) {
    void check(int status, String contentType, String body, int whole) {
      var outcome = outcomes.get(Integer.toString(status));
      if (outcome == null) {
        throw new AssertionError(
            name
                + " answered "
                + status
                + ", but openapi.json has only "
                + outcomes.keySet().stream().sorted().toList()
                + "; the body was "
                + body);
      }
      outcome.check(name + " " + status, contentType, body, whole);
    }
  }

  /// One status of an operation.
  ///
  /// @param schemas by content type; none when there is no body
  private record Outcome(Map<String, Content> schemas, AtomicInteger seen) {
    void check(String name, String contentType, String body, int whole) {
      if (schemas.isEmpty()) {
        if (!body.isEmpty()) {
          throw new AssertionError(name + " has a body, but openapi.json has none: " + body);
        }
        return;
      }
      if (body.isEmpty() && contentType.isEmpty()) {
        throw new AssertionError(name + " has no body, but openapi.json has one");
      }
      var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
      var content = schemas.get(type);
      if (content == null) {
        throw new AssertionError(
            name + " is " + contentType + ", but openapi.json has only " + schemas.keySet());
      }
      if (content.isLines()) {
        body.lines().limit(LINES).forEach(line -> content.check(name, line));
      } else if (content.isJson() && !body.isEmpty() && seen.incrementAndGet() <= whole) {
        content.check(name, body);
      }
    }
  }

  /// A body's schema, compiled when the first body is held against it.
  private static final class Content {
    private final String type;
    private final JsonNode schema;
    private @Nullable Schema compiled;

    Content(String type, JsonNode schema) {
      this.type = type;
      this.schema = schema;
    }

    /// Whether the body is lines of JSON, and the schema that of one.
    boolean isLines() {
      return lines(type);
    }

    boolean isJson() {
      return type.endsWith("/json") || type.endsWith("+json");
    }

    void check(String name, String body) {
      var faults = faults(compiled(), parsed(name, body));
      if (!faults.isEmpty()) {
        throw new AssertionError(
            name
                + " is not as openapi.json says:\n  "
                + String.join("\n  ", faults)
                + "\nThe body was "
                + body);
      }
    }

    private synchronized Schema compiled() {
      var known = compiled;
      if (known == null) {
        known = schema(schema);
        compiled = known;
      }
      return known;
    }

    private static JsonNode parsed(String name, String body) {
      try {
        return JSON.readTree(body);
      } catch (JacksonException e) {
        throw new AssertionError(name + " is no JSON: " + body, e);
      }
    }
  }

  /// The paths as a tree. A literal segment wins over a parameter, as it does in the server.
  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, Operation> operations = new HashMap<>();
    private @Nullable Node parameter;

    Node grow(String segment) {
      if (!segment.startsWith("{")) {
        return literals.computeIfAbsent(segment, _ -> new Node());
      }
      parameter = Objects.requireNonNullElseGet(parameter, Node::new);
      return parameter;
    }

    Optional<Node> find(List<String> segments, int at) {
      if (at == segments.size()) {
        return operations.isEmpty() ? Optional.empty() : Optional.of(this);
      }
      var literal = Optional.ofNullable(literals.get(segments.get(at)));
      return literal
          .flatMap(node -> node.find(segments, at + 1))
          .or(() ->
              Optional.ofNullable(parameter)
                  .filter(_ -> !segments.get(at).isEmpty())
                  .flatMap(node -> node.find(segments, at + 1)));
    }
  }

  private static boolean lines(String contentType) {
    return contentType.equals("application/x-ndjson");
  }

  private static Node tree() {
    var root = new Node();
    for (var path : DOCUMENT.get("paths").properties()) {
      var node = root;
      for (var segment : segments(path.getKey())) {
        node = node.grow(segment);
      }
      for (var operation : path.getValue().properties()) {
        var method = operation.getKey().toUpperCase(Locale.ROOT);
        node.operations.put(
            method, new Operation(method + " " + path.getKey(), outcomes(operation.getValue())));
      }
    }
    return root;
  }

  private static Map<String, Outcome> outcomes(JsonNode operation) {
    var outcomes = new HashMap<String, Outcome>();
    for (var response : operation.get("responses").properties()) {
      var contents =
          resolved(response.getValue()).path("content").properties().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      entry ->
                          new Content(
                              entry.getKey(),
                              entry.getValue().path(lines(entry.getKey()) ? "x-line" : "schema"))));
      outcomes.put(response.getKey(), new Outcome(Map.copyOf(contents), new AtomicInteger()));
    }
    return Map.copyOf(outcomes);
  }

  /// The segments between the slashes; a path without a leading slash becomes one segment, which is
  /// not in the tree.
  private static List<String> segments(String path) {
    return path.startsWith("/") ? List.of(path.substring(1).split("/", -1)) : List.of(path);
  }

  private static ObjectNode read() {
    try (var in = OpenApiCheck.class.getResourceAsStream(FILE)) {
      return (ObjectNode) JSON.readTree(Objects.requireNonNull(in, FILE + " is not there"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
