package dev.signet.authorization.resources;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourcesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  static final String PATH = "/api/v1/resources";

  private static final AtomicInteger COUNT = new AtomicInteger();

  static final Map<String, Object> READ =
      Map.of("name", "files.read", "title", "Read your files", "isDefault", true);
  static final Map<String, Object> WRITE =
      Map.of(
          "name",
          "files.write",
          "title",
          "Change your files",
          "risk",
          "high",
          "isOptional",
          true,
          "implies",
          List.of("files.read"));

  /// A URI that no other test uses.
  private static String uri() {
    return "https://mcp-" + COUNT.incrementAndGet() + ".example.com/mcp";
  }

  private static TestResponse create(String uri, Object... scopes) {
    return server
        .operator()
        .post(PATH, "uri", uri, "name", "Example Files", "scopes", List.of(scopes));
  }

  private static TestClient operatorOf(String organization) {
    return server
        .unauthenticated()
        .bearer(
            server
                .operator()
                .post(
                    "/api/v1/operator-keys",
                    "name",
                    "tenant",
                    "scopes",
                    List.of("resources:read", "resources:write"),
                    "organizationId",
                    organization)
                .text("secret"));
  }

  private static TestResponse latestEvent() {
    return server.operator().get("/api/v1/audit?limit=1");
  }

  private static String latestEventId() {
    return latestEvent().text("data/0/eventId");
  }

  @Test
  void an_operator_registers_a_resource() {
    var uri = uri();

    var made = create(uri, READ, WRITE);

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var id = made.text("resourceId");
    assertThat(made.header("Location")).contains(PATH + "/" + id);
    assertThat(made.json("uri")).isEqualTo(uri);
    assertThat(made.json("organizationId")).isEqualTo(OrganizationId.DEFAULT.value());
    assertThat(made.json("tokenLifetimeSeconds")).isEqualTo("3600");
    assertThat(made.json("isDefault")).isEqualTo("false");
    assertThat(made.json("allowedUsers")).isEqualTo("members");
    assertThat(made.json("scopes/0/risk")).isEqualTo("low");
    assertThat(made.json("scopes/0/isDefault")).isEqualTo("true");
    assertThat(made.json("scopes/1/name")).isEqualTo("files.write");
    assertThat(made.json("scopes/1/implies/0")).isEqualTo("files.read");
    assertThat(server.operator().get(PATH + "/" + id).body()).isEqualTo(made.body());
    var event = latestEvent();
    assertThat(event.json("data/0/action")).isEqualTo("resource.created");
    assertThat(event.json("data/0/metadata/uri")).isEqualTo(uri);
    assertThat(event.json("data/0/metadata/scopes/1")).isEqualTo("files.write");
    assertThat(server.operator().get(PATH).text("data/0/resourceId")).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mcp.example.com/mcp|absolute URI",
        "https://mcp.example.com/mcp#part|without a fragment",
        "http://mcp.example.com/mcp|must start with https://",
        "http://localhost.example.com/mcp|must start with https://",
        "urn:example:mcp|must have a host",
        "https:///mcp|must have a host",
        "https://user@mcp.example.com/mcp|no user name",
        "https://mcp.example.com/mcp?tenant=1|must not have a query",
        "https://mcp.example.com/a/../mcp|must not have . or ..",
        "https://mcp.example.com/a/%2E%2e/mcp|must not have . or ..",
        "https://mcp.exämple.com/mcp|absolute URI",
        "https://mcp.example.com/m cp|absolute URI"
      })
  void a_uri_is_https_or_http_on_localhost_and_exact(String uri, String message) {
    var before = latestEventId();

    isFieldError(create(uri), "uri", message);

    assertThat(latestEventId()).isEqualTo(before);
  }

  @Test
  void a_uri_of_500_characters_is_the_longest() {
    var path = "x".repeat(500 - "https://long.example.com/".length());

    isFieldError(create("https://long.example.com/" + path + "x"), "uri", "at most 500");
    assertThat(create("https://long.example.com/" + path).status()).isEqualTo(201);
  }

  @Test
  void http_is_for_this_computer() {
    for (var host : List.of("localhost", "127.0.0.1", "[::1]")) {
      assertThat(create("http://" + host + ":3000/mcp").status()).as(host).isEqualTo(201);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void the_issuer_is_not_a_resource(String slash) {
    isFieldError(create(server.server().issuer() + slash), "uri", "must not be the issuer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "agents:read",
        "agents:*",
        "tokens:write",
        "audit:read",
        "resources:write",
        "keys:x"
      })
  void scopes_of_this_server_are_refused(String scope) {
    var made = create(uri()).text("resourceId");
    var refused = Map.of("name", scope, "title", "Everything");

    isFieldError(create(uri(), refused), "scopes", "entry 0: name is a scope of this server");
    isFieldError(
        server.operator().post(PATH + "/" + made + "/scopes", "name", scope, "title", "All"),
        "name",
        "is a scope of this server");
    isFieldError(
        server.operator().put(PATH + "/" + made + "/scopes", "scopes", List.of(refused)),
        "scopes",
        "is a scope of this server");
    assertThat(server.operator().get(PATH + "/" + made).json().at("/scopes").size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openid", "profile", "email", "offline_access"})
  void scopes_of_OpenID_Connect_are_refused(String scope) {
    isFieldError(
        create(uri(), Map.of("name", scope, "title", "Who you are")),
        "scopes",
        "is a scope of OpenID Connect");
  }

  @Test
  void each_scope_has_to_be_valid() {
    isFieldError(
        create(uri(), READ, Map.of("name", "a b", "title", "x")),
        "scopes",
        "entry 1: name must be");
    isFieldError(create(uri(), Map.of("name", "a")), "scopes", "entry 0: title is required");
    isFieldError(create(uri(), READ, READ), "scopes", "has the name files.read twice");
    isFieldError(create(uri(), WRITE), "scopes", "implies files.read, which the resource does not");
    isFieldError(
        create(uri(), Map.of("name", "a", "title", "x", "implies", List.of("a"))),
        "scopes",
        "a implies itself");
    isFieldError(
        create(uri(), Map.of("name", "a", "title", "x", "risk", "medium")),
        "scopes",
        "risk must be one of low, high");
    isFieldError(
        create(uri(), Map.of("name", "a", "title", "Read\u202Efiles")), "scopes", "title must not");
    isFieldError(
        create(uri(), Map.of("name", "a", "title", "x", "colour", "red")), "scopes", "colour");
    isFieldError(
        create(
            uri(),
            IntStream.range(0, 101).mapToObj(i -> Map.of("name", "s" + i, "title", "x")).toArray()),
        "scopes",
        "at most 100");
  }

  @ParameterizedTest
  @CsvSource({"299,400", "300,201", "86400,201", "86401,400"})
  void the_lifetime_of_tokens_is_five_minutes_to_a_day(int seconds, int status) {
    assertThat(
            server
                .operator()
                .post(PATH, "uri", uri(), "name", "Files", "tokenLifetimeSeconds", seconds)
                .status())
        .isEqualTo(status);
  }

  @Test
  void all_errors_are_reported_together() {
    var answer = server.operator().post(PATH, "color", "red", "allowedUsers", "all");

    isProblem(answer, 400, "invalid_request");
    assertThat(answer.json().at("/errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder("allowedUsers", "uri", "name", "color");
  }

  @Test
  void a_uri_belongs_to_one_resource_however_it_is_spelled() {
    var uri = uri();
    var alias = uri();
    assertThat(
            server
                .operator()
                .post(PATH, "uri", uri, "name", "Files", "aliases", List.of(alias))
                .status())
        .isEqualTo(201);

    for (var taken :
        List.of(
            uri,
            uri.replace("https://mcp", "HTTPS://MCP"),
            uri.replace(".com", ".com:443"),
            alias)) {
      isProblem(create(taken), 409, "uri_taken");
    }
    assertThat(create(uri + "/").status()).as("of the same organization").isEqualTo(201);
  }

  @Test
  void another_organization_cannot_register_the_uri_with_another_slash() {
    var uri = uri();
    var organization = server.createOrganization("lookalike");
    create(uri);

    isProblem(
        operatorOf(organization).post(PATH, "uri", uri + "/", "name", "Files"), 409, "uri_taken");
    var other =
        operatorOf(organization).post(PATH, "uri", uri(), "name", "Files").text("resourceId");
    isProblem(
        operatorOf(organization).patch(PATH + "/" + other, "aliases", List.of(uri + "/")),
        409,
        "uri_taken");
  }

  @Test
  void of_concurrent_registrations_of_a_uri_one_succeeds() {
    var uri = uri();
    var answers = new ConcurrentLinkedQueue<TestResponse>();
    ConcurrentCalls.race(16, _ -> answers.add(create(uri)));

    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .allSatisfy(answer -> isProblem(answer, 409, "uri_taken"));
  }

  @Test
  void an_operator_changes_a_resource() {
    var made = create(uri(), READ);
    var path = PATH + "/" + made.text("resourceId");
    var alias = uri();

    var changed =
        server
            .operator()
            .patch(
                path,
                "name",
                "Your Files",
                "tokenLifetimeSeconds",
                900,
                "allowedUsers",
                "everyone",
                "aliases",
                List.of(alias));

    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.json("name")).isEqualTo("Your Files");
    assertThat(changed.json("tokenLifetimeSeconds")).isEqualTo("900");
    assertThat(changed.json("allowedUsers")).isEqualTo("everyone");
    assertThat(changed.json("aliases/0")).isEqualTo(alias);
    assertThat(changed.json("scopes")).isEqualTo(made.json("scopes"));
    assertThat(server.operator().get(path).body()).isEqualTo(changed.body());
    assertThat(latestEvent().json("data/0/action")).isEqualTo("resource.updated");
    assertThat(latestEvent().json("data/0/metadata/changed"))
        .isEqualTo("[\"name\",\"aliases\",\"tokenLifetimeSeconds\",\"allowedUsers\"]");

    isFieldError(server.operator().patch(path, "uri", uri()), "uri", "cannot be changed");
    isFieldError(server.operator().patch(path, "scopes", List.of()), "scopes", "PUT .../scopes");
    assertThat(server.operator().get(path).body()).isEqualTo(changed.body());
  }

  @Test
  void a_change_without_effect_records_no_event() {
    var path = PATH + "/" + create(uri(), READ).text("resourceId");
    var before = latestEventId();

    assertThat(server.operator().patch(path, "name", "Example Files").status()).isEqualTo(200);
    assertThat(server.operator().patch(path).status()).isEqualTo(200);
    assertThat(server.operator().put(path + "/scopes", "scopes", List.of(READ)).status())
        .isEqualTo(200);

    assertThat(latestEventId()).isEqualTo(before);
  }

  @Test
  void an_organization_has_one_default_resource() {
    var operator = operatorOf(server.createOrganization("one-default"));
    var first =
        operator.post(PATH, "uri", uri(), "name", "First", "isDefault", true).text("resourceId");
    var second =
        operator.post(PATH, "uri", uri(), "name", "Second", "isDefault", true).text("resourceId");

    assertThat(operator.get(PATH + "/" + first).json("isDefault")).isEqualTo("false");
    assertThat(operator.patch(PATH + "/" + first, "isDefault", true).json("isDefault"))
        .isEqualTo("true");
    assertThat(operator.get(PATH + "/" + second).json("isDefault")).isEqualTo("false");
  }

  @Test
  void scopes_are_replaced_added_changed_and_removed() {
    var path = PATH + "/" + create(uri(), READ).text("resourceId");
    var operator = server.operator();

    var added = operator.post(path + "/scopes", "name", "files.write", "title", "Change files");
    assertThat(added.json().at("/scopes").findValuesAsString("name"))
        .containsExactly("files.read", "files.write");
    assertThat(latestEvent().json("data/0/action")).isEqualTo("resource.scopes_changed");
    assertThat(latestEvent().json("data/0/metadata/added/0")).isEqualTo("files.write");

    var changed = operator.post(path + "/scopes", "name", "files.read", "title", "See files");
    assertThat(changed.json("scopes/0/title")).isEqualTo("See files");
    assertThat(changed.json("scopes/0/isDefault")).isEqualTo("false");
    assertThat(latestEvent().json("data/0/metadata/changed/0")).isEqualTo("files.read");

    var replaced = operator.put(path + "/scopes", "scopes", List.of(WRITE, READ));
    assertThat(replaced.json().at("/scopes").findValuesAsString("name"))
        .containsExactly("files.write", "files.read");

    isProblem(operator.delete(path + "/scopes?name=files.read"), 409, "scope_implied");
    var removed = operator.delete(path + "/scopes?name=files.write");
    assertThat(removed.json().at("/scopes").findValuesAsString("name"))
        .containsExactly("files.read");
    assertThat(latestEvent().json("data/0/metadata/removed/0")).isEqualTo("files.write");
    isProblem(operator.delete(path + "/scopes?name=files.write"), 404, "not_found");
    isProblem(operator.delete(path + "/scopes"), 404, "not_found");
    isFieldError(operator.put(path + "/scopes"), "scopes", "is required");
    assertThat(operator.get(path).body()).isEqualTo(removed.body());
  }

  @Test
  void an_operator_deletes_a_resource_and_its_uri_is_free() {
    var uri = uri();
    var path = PATH + "/" + create(uri, READ).text("resourceId");

    assertThat(server.operator().delete(path).status()).isEqualTo(204);

    assertThat(latestEvent().json("data/0/action")).isEqualTo("resource.deleted");
    isProblem(server.operator().get(path), 404, "not_found");
    isProblem(server.operator().delete(path), 404, "not_found");
    isProblem(server.operator().patch(path, "name", "x"), 404, "not_found");
    assertThat(server.operator().get(PATH).body()).doesNotContain(uri);
    var again = create(uri);
    assertThat(again.status()).isEqualTo(201);
    assertThat(PATH + "/" + again.text("resourceId")).isNotEqualTo(path);
    assertThat(again.json().at("/scopes").size()).isZero();
  }

  @Test
  void a_deleted_organization_has_no_resources() {
    var organization = server.createOrganization("short-lived");
    var uri = uri();
    var path =
        PATH
            + "/"
            + operatorOf(organization).post(PATH, "uri", uri, "name", "x").text("resourceId");

    assertThat(server.operator().delete("/api/v1/organizations/" + organization).status())
        .isEqualTo(204);

    isProblem(server.operator().get(path), 404, "not_found");
    assertThat(create(uri).status()).isEqualTo(201);
  }

  @Test
  void a_suspended_organization_gets_no_resources() {
    var organization = server.createOrganization("paused");
    server.operator().post("/api/v1/organizations/" + organization + "/suspend");

    isProblem(
        server.operator().post(PATH, "uri", uri(), "name", "x", "organizationId", organization),
        409,
        "organization_suspended");
  }

  @Test
  void an_operator_of_one_organization_has_its_own_resources_only() {
    var theirs = create(uri(), READ).text("resourceId");
    var organization = server.createOrganization("own-resources");
    var operator = operatorOf(organization);
    var made = operator.post(PATH, "uri", uri(), "name", "Ours");

    assertThat(made.json("organizationId")).isEqualTo(organization);
    assertThat(operator.get(PATH).json("total")).isEqualTo("1");
    isProblem(
        operator.post(
            PATH, "uri", uri(), "name", "x", "organizationId", OrganizationId.DEFAULT.value()),
        404,
        "not_found");
    var nobodys = "01a2013e-0000-7000-8000-000000000000";
    for (var path : List.of(PATH + "/" + theirs, PATH + "/" + nobodys, PATH + "/x")) {
      isProblem(operator.get(path), 404, "not_found");
      isProblem(operator.patch(path, "name", "Mine"), 404, "not_found");
      isProblem(operator.delete(path), 404, "not_found");
      isProblem(operator.put(path + "/scopes", "scopes", List.of()), 404, "not_found");
      isProblem(operator.post(path + "/scopes", "name", "a", "title", "b"), 404, "not_found");
      isProblem(operator.delete(path + "/scopes?name=files.read"), 404, "not_found");
    }
    assertThat(server.operator().get(PATH + "/" + theirs).json("name")).isEqualTo("Example Files");
  }

  @Test
  void only_operators_with_the_scopes_may_call() {
    var path = PATH + "/" + create(uri()).text("resourceId");
    var reader =
        server
            .unauthenticated()
            .bearer(
                server
                    .operator()
                    .post(
                        "/api/v1/operator-keys",
                        "name",
                        "reader",
                        "scopes",
                        List.of("resources:read"))
                    .text("secret"));
    var agent = server.registerAgent("agent", "*");

    assertThat(reader.get(path).status()).isEqualTo(200);
    isProblem(reader.patch(path, "name", "x"), 403, "insufficient_scope");
    isProblem(reader.delete(path), 403, "insufficient_scope");
    isProblem(reader.post(PATH, "uri", uri(), "name", "x"), 403, "insufficient_scope");
    isProblem(agent.with(agent.token()).get(path), 403, "forbidden");
    isProblem(server.unauthenticated().get(path), 401, "unauthorized");
  }

  @Test
  void the_metadata_of_a_resource_is_open() {
    var uri = uri();
    var id = create(uri, READ, WRITE).text("resourceId");

    var metadata = server.unauthenticated().get(PATH + "/" + id + "/protected-resource-metadata");

    assertThat(metadata.status()).isEqualTo(200);
    assertThat(metadata.header("Content-Type")).contains("application/json");
    assertThat(metadata.header("Access-Control-Allow-Origin")).contains("*");
    assertThat(metadata.json("resource")).isEqualTo(uri);
    assertThat(metadata.json("authorization_servers"))
        .isEqualTo("[\"" + server.server().issuer() + "\"]");
    assertThat(metadata.json("scopes_supported")).isEqualTo("[\"files.read\",\"files.write\"]");
    assertThat(metadata.json("bearer_methods_supported")).isEqualTo("[\"header\"]");
    assertThat(metadata.json("resource_name")).isEqualTo("Example Files");
    assertThat(metadata.json("dpop_signing_alg_values_supported")).contains("ES256");
    isProblem(
        server
            .unauthenticated()
            .get(PATH + "/01a2013e-0000-7000-8000-000000000000/protected-resource-metadata"),
        404,
        "not_found");
  }
}
