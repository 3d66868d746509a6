package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.signet.base.json.JsonFields;
import dev.signet.testing.OpenApiCheck;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The members and parameters that requests accept are those of `openapi.json`, no more and no
/// fewer. The members to try are taken from the compiled server, so that none is missed; the
/// parameters are those of all operations together.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RequestFieldsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private final TestAgent registered = server.registerAgent("described");
  private final TestClient agent =
      server
          .unauthenticated()
          .bearer(
              server
                  .operator()
                  .post("/api/v1/agents/" + registered.id() + "/api-key/rotate")
                  .text("apiKey"));
  private final RouteWalk walk =
      new RouteWalk(
          ids(registered.id(), server.createOrganization("o" + System.nanoTime())), "nothing");

  /// A refusal lists at most fifty faults.
  private static final int AT_ONCE = 40;

  private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z_]{0,39}");
  private static final String UNKNOWN = "is not a field of this request";
  private static final String FIXED = "cannot be changed";
  private static final String UNKNOWN_PARAMETER = "is not a parameter of this request";

  @BeforeAll
  static void once() {
    assumeFalse(TestDatabase.isPostgresql(), "what is taken depends on no database");
  }

  @Test
  void every_json_body_takes_the_members_that_the_file_declares_and_no_others() throws IOException {
    var names = names("Ldev/signet/base/json/JsonFields;");
    var differences = new TreeSet<String>();
    for (var route : routes()) {
      if (!Set.of("POST", "PUT", "PATCH").contains(route.method())) {
        continue;
      }
      var declared = members(operation(route));
      var all = new TreeSet<>(names);
      all.addAll(declared);
      var taken = taken(route, List.copyOf(all));
      for (var name : all) {
        if (taken.contains(name) != declared.contains(name)) {
          differences.add(
              RouteWalk.name(route)
                  + (taken.contains(name) ? " takes " : " does not take ")
                  + name);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void every_get_takes_the_parameters_that_the_file_declares_and_no_others() {
    var names = new TreeSet<String>();
    routes().forEach(route -> names.addAll(parameters(operation(route))));
    names.addAll(List.of("createdAfter", "sort", "order", "fields", "include", "name", "type"));
    var differences = new TreeSet<String>();
    for (var route : routes()) {
      if (!route.method().equals("GET")) {
        continue;
      }
      var declared = parameters(operation(route));
      for (var name : declared) {
        if (isUnknownParameter(route, name, "%01")) {
          differences.add(RouteWalk.name(route) + " does not take " + name);
        }
      }
      if (declared.isEmpty()) {
        continue;
      }
      // A query that has one unknown parameter is refused for the first of them.
      for (var name : names) {
        if (!declared.contains(name) && !isUnknownParameter(route, name, "x")) {
          differences.add(RouteWalk.name(route) + " takes " + name);
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private boolean isUnknownParameter(Route route, String name, String value) {
    var answer = caller(route).get(walk.path(route) + "?" + name + "=" + value);
    return answer.status() == 400
        && name.equals(answer.json("errors/0/field"))
        && UNKNOWN_PARAMETER.equals(answer.json("errors/0/message"));
  }

  /// Those of the names, in camelCase, that the route does not call unknown.
  private Set<String> taken(Route route, List<String> names) {
    var taken = new HashSet<String>();
    for (var from = 0; from < names.size(); from += AT_ONCE) {
      var some = names.subList(from, Math.min(from + AT_ONCE, names.size()));
      // A key that rotates itself has three attempts in 15 minutes.
      server.clock().advance(Duration.ofMinutes(15));
      // An invalid field, so that the request is never executed.
      var body =
          some.stream()
              .map(name -> "\"" + name + "\":[[]]")
              .collect(Collectors.joining(",", "{\"notAtAll\":1,", "}"));
      var answer =
          caller(route)
              .send(route.method(), walk.path(route), "application/json", body.getBytes(UTF_8));
      assertThat(answer.status()).as(RouteWalk.name(route) + " " + answer.body()).isEqualTo(400);
      var unknown = new HashSet<String>();
      for (var fault : answer.json().path("errors")) {
        var message = fault.get("message").stringValue();
        if (message.equals(UNKNOWN) || message.startsWith(FIXED)) {
          unknown.add(fault.get("field").stringValue());
        }
      }
      assertThat(unknown).as(RouteWalk.name(route) + " " + answer.body()).contains("notAtAll");
      some.stream().filter(name -> !unknown.contains(name)).forEach(taken::add);
    }
    return taken;
  }

  /// The text constants of all classes that use one, as far as they could be names.
  private static Set<String> names(String type) throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.walk(Path.of("target/classes/dev/signet"))) {
      for (var file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        var bytes = new String(Files.readAllBytes(file), ISO_8859_1);
        if (bytes.contains(type)) {
          names.addAll(constants(bytes));
        }
      }
    }
    return names;
  }

  /// The UTF-8 constants of a class ([JVMS
  /// §4.4.7](https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html#jvms-4.4.7)): each is
  /// the byte 1, its length in two bytes, and its text.
  private static Set<String> constants(String bytes) {
    var found = new HashSet<String>();
    for (var at = bytes.indexOf('\u0001'); at >= 0; at = bytes.indexOf('\u0001', at + 1)) {
      if (at + 3 <= bytes.length()) {
        var length = bytes.charAt(at + 1) * 256 + bytes.charAt(at + 2);
        if (length > 0 && length <= 40 && at + 3 + length <= bytes.length()) {
          var text = bytes.substring(at + 3, at + 3 + length);
          if (NAME.matcher(text).matches()) {
            found.add(JsonFields.camel(text));
          }
        }
      }
    }
    return found;
  }

  private static List<Route> routes() {
    return server.internals().router().routes().stream()
        .filter(RouteWalk::isForPrograms)
        .filter(route -> !RouteWalk.isOAuth(route))
        .toList();
  }

  private static JsonNode operation(Route route) {
    return OpenApiCheck.document()
        .path("paths")
        .path(route.pattern())
        .path(route.method().toLowerCase(Locale.ROOT));
  }

  private static Set<String> members(JsonNode operation) {
    var schema = operation.at("/requestBody/content/application~1json/schema");
    var members = new TreeSet<String>();
    collect(schema, members);
    return members;
  }

  private static void collect(JsonNode schema, Set<String> members) {
    var resolved = OpenApiCheck.resolved(schema);
    resolved
        .path("properties")
        .propertyNames()
        .forEach(name -> members.add(JsonFields.camel(name)));
    for (var kind : List.of("allOf", "anyOf", "oneOf")) {
      resolved.path(kind).forEach(part -> collect(part, members));
    }
  }

  private static Set<String> parameters(JsonNode operation) {
    var names = new TreeSet<String>();
    for (var parameter : operation.path("parameters")) {
      var resolved = OpenApiCheck.resolved(parameter);
      if (resolved.path("in").stringValue("").equals("query")) {
        names.add(resolved.get("name").stringValue());
      }
    }
    return names;
  }

  private TestClient caller(Route route) {
    return switch (route.access()) {
      case Access.Self _, Access.SelfOrSuspended _, Access.ApiKey _ -> agent;
      default -> server.operator();
    };
  }

  private static Map<String, String> ids(String agent, String organization) {
    var ids = new HashMap<String, String>();
    for (var route : routes()) {
      for (var part : route.pattern().split("/", -1)) {
        if (part.startsWith("{")) {
          ids.put(part.substring(1, part.length() - 1), agent);
        }
      }
    }
    ids.put("organizationId", organization);
    return Map.copyOf(ids);
  }
}
