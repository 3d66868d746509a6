package dev.signet.tokens.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.signet.testing.OpenApiCheck;
import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/// The OpenAPI file alone: that it is valid and consistent.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class OpenApiFileTest {
  private static final JsonNode FILE = OpenApiCheck.document();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /// Secrets in examples have the format of real ones without a correct checksum, so that this
  /// server's scanners do not report them; where no format is required, they may be shortened:
  /// `sk_live_7f3a…`.
  private static final Pattern CUT = Pattern.compile("(sk_live_|cs_|inv_|rt_|eyJ)([0-9A-Za-z]*)…");

  @Test
  void is_valid_OpenAPI_3_1() throws IOException {
    try (var in = OpenApiFileTest.class.getResourceAsStream("openapi-structure.json")) {
      var structure = REGISTRY.getSchema(Objects.requireNonNull(in), InputFormat.JSON);

      assertThat(OpenApiCheck.faults(structure, FILE)).isEmpty();
    }
  }

  @Test
  void every_schema_is_a_valid_JSON_schema() {
    var schemas =
        REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    each((place, node) -> {
      if (place.endsWith("/schema") || place.matches("/components/schemas/[^/]+")) {
        assertThat(OpenApiCheck.faults(schemas, node)).as(place).isEmpty();
      }
    });
  }

  @Test
  void every_reference_resolves_and_every_component_is_used() {
    var used = new HashSet<String>();
    each((place, node) -> {
      if (node.path("$ref").isString()) {
        OpenApiCheck.resolved(node);
        used.add(node.get("$ref").stringValue());
      }
    });

    var components = new TreeSet<String>();
    for (var kind : FILE.get("components").properties()) {
      if (!kind.getKey().equals("securitySchemes")) {
        kind.getValue()
            .propertyNames()
            .forEach(name -> components.add("#/components/" + kind.getKey() + "/" + name));
      }
    }
    assertThat(used).containsAll(components);
  }

  @Test
  void every_response_example_matches_its_schema() {
    for (var operation : operations()) {
      for (var response : operation.get("responses").properties()) {
        var place = operation.get("operationId").stringValue() + " " + response.getKey();
        eachExample(
            OpenApiCheck.resolved(response.getValue()),
            (schema, example) -> assertThat(faults(schema, example)).as(place).isEmpty());
      }
    }
  }

  @Test
  void every_request_example_matches_its_schema_in_either_spelling() {
    for (var operation : operations()) {
      var place = operation.get("operationId").stringValue();
      eachExample(
          operation.path("requestBody"),
          (schema, example) -> {
            assertThat(faults(schema, example)).as(place).isEmpty();
            assertThat(known(schema)).as(place).containsAll(spelledAlike(example.propertyNames()));
          });
    }
  }

  @Test
  void every_parameter_example_matches_its_schema() {
    each((place, node) -> {
      if (node.has("in") && node.has("example")) {
        assertThat(faults(node.get("schema"), node.get("example"))).as(place).isEmpty();
      }
    });
  }

  @Test
  void every_refusal_has_an_example() {
    for (var operation : operations()) {
      for (var response : operation.get("responses").properties()) {
        if (response.getKey().charAt(0) != '2') {
          var content = OpenApiCheck.resolved(response.getValue()).path("content");
          assertThat(content.findValues("examples"))
              .as(operation.get("operationId") + " " + response.getKey())
              .isNotEmpty();
        }
      }
    }
  }

  @Test
  void every_operation_has_a_unique_name_and_a_described_tag() {
    var tags = FILE.get("tags").findValuesAsString("name");
    var names = operations().stream().map(each -> each.get("operationId").stringValue()).toList();

    assertThat(names).doesNotHaveDuplicates();
    assertThat(operations())
        .allSatisfy(each -> assertThat(tags).contains(each.at("/tags/0").stringValue()));
  }

  @Test
  void every_operation_declares_the_refusals_of_slow_and_oversized_requests() {
    for (var path : FILE.get("paths").properties()) {
      var isOAuth =
          path.getKey().startsWith("/oauth/")
              || path.getKey().equals("/api/v1/token")
              || path.getKey().startsWith("/api/v1/token/");
      for (var operation : path.getValue().properties()) {
        for (var status : List.of("408", "414", "431")) {
          var response = operation.getValue().get("responses").path(status);
          assertThat(OpenApiCheck.resolved(response).path("content").propertyNames())
              .as(operation.getKey() + " " + path.getKey() + " " + status)
              .containsExactly(isOAuth ? "application/json" : "application/problem+json");
        }
      }
    }
  }

  @Test
  void every_response_that_asks_to_wait_has_a_retry_after() {
    for (var operation : operations()) {
      for (var status : List.of("429", "503")) {
        var response = operation.get("responses").path(status);
        assertThat(OpenApiCheck.resolved(response).path("headers").has("Retry-After"))
            .as(operation.get("operationId") + " " + status)
            .isTrue();
      }
    }
  }

  @Test
  void responses_with_a_secret_are_not_cacheable() {
    var secrets = Pattern.compile("WithSecret|MadeQuickAgent|NewSecret|TokenAnswer|Introspection");
    for (var operation : operations()) {
      for (var response : operation.get("responses").properties()) {
        var whole = OpenApiCheck.resolved(response.getValue());
        if (secrets.matcher(whole.path("content").findValues("schema").toString()).find()) {
          assertThat(whole.at("/headers/Cache-Control/$ref").stringValue(""))
              .as(operation.get("operationId") + " " + response.getKey())
              .endsWith("/No-Store");
        }
      }
    }
  }

  private static List<JsonNode> operations() {
    return FILE.get("paths").properties().stream()
        .flatMap(path -> path.getValue().properties().stream())
        .map(Map.Entry::getValue)
        .toList();
  }

  private static void eachExample(JsonNode described, BiConsumer<JsonNode, JsonNode> check) {
    for (var content : described.path("content").properties()) {
      var schema = content.getValue().get("schema");
      for (var example : content.getValue().path("examples").properties()) {
        check.accept(schema, OpenApiCheck.resolved(example.getValue()).get("value"));
      }
      if (content.getValue().has("example")) {
        check.accept(schema, content.getValue().get("example"));
      }
    }
  }

  private static List<String> faults(JsonNode schema, JsonNode example) {
    Schema compiled = OpenApiCheck.schema(schema);
    return OpenApiCheck.faults(compiled, whole(example));
  }

  /// The example before it was shortened.
  private static JsonNode whole(JsonNode example) {
    if (example.isString()) {
      var cut = CUT.matcher(example.stringValue());
      return StringNode.valueOf(
          cut.replaceFirst(found ->
              switch (found.group(1)) {
                case "rt_" -> found.group(1) + found.group(2);
                case "eyJ" -> found.group(1) + found.group(2) + ".e30.c2ln";
                default ->
                    found.group(1)
                        + found.group(2)
                        + "x".repeat(Math.max(0, 46 - found.group(2).length()));
              }));
    }
    if (example.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      example.forEach(each -> array.add(whole(each)));
      return array;
    }
    if (example.isObject()) {
      var object = JsonNodeFactory.instance.objectNode();
      example.properties().forEach(each -> object.set(each.getKey(), whole(each.getValue())));
      return object;
    }
    return example;
  }

  private static Set<String> known(JsonNode schema) {
    return spelledAlike(OpenApiCheck.resolved(schema).path("properties").propertyNames());
  }

  private static Set<String> spelledAlike(Iterable<String> names) {
    var alike = new TreeSet<String>();
    StreamSupport.stream(names.spliterator(), false)
        .map(name -> name.replace("_", "").toLowerCase(java.util.Locale.ROOT))
        .forEach(alike::add);
    return alike;
  }

  /// Visits every object of the file except the values of examples, each with its path.
  private static void each(BiConsumer<String, JsonNode> visit) {
    var waiting = new ArrayList<Map.Entry<String, JsonNode>>(List.of(Map.entry("", FILE)));
    while (!waiting.isEmpty()) {
      var at = waiting.removeLast();
      visit.accept(at.getKey(), at.getValue());
      var index = 0;
      for (var child : at.getValue()) {
        if (at.getValue().isArray()) {
          waiting.add(Map.entry(at.getKey() + "/" + index++, child));
        }
      }
      for (var member : at.getValue().properties()) {
        if (!Set.of("value", "example").contains(member.getKey())
            && member.getValue().isContainer()) {
          waiting.add(
              Map.entry(at.getKey() + "/" + member.getKey().replace("/", "~1"), member.getValue()));
        }
      }
    }
  }
}
