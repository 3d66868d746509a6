package dev.signet.authorization.resources;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The audience of the tokens that agents request for themselves.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourceAudienceTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static String register(String uri, String... aliases) {
    var made =
        server
            .operator()
            .post(ResourcesTest.PATH, "uri", uri, "name", uri, "aliases", List.of(aliases));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.text("resourceId");
  }

  private static TestAgent agent() {
    return server.registerAgentWith(
        "name", "agent", "grantTypes", List.of("client_credentials", "refresh_token"));
  }

  private static TestResponse request(TestAgent agent, String... resources) {
    return send(agent, List.of("grant_type", "client_credentials"), resources);
  }

  private static TestResponse refresh(TestAgent agent, TestResponse issued, String... resources) {
    return send(
        agent,
        List.of("grant_type", "refresh_token", "refresh_token", issued.text("refresh_token")),
        resources);
  }

  private static TestResponse send(TestAgent agent, List<String> pairs, String... resources) {
    var form = new ArrayList<>(pairs);
    for (var resource : resources) {
      form.addAll(List.of("resource", resource));
    }
    return server
        .unauthenticated()
        .basic(agent.clientId(), agent.secret())
        .form("/oauth/token", form.toArray(String[]::new));
  }

  private static String audience(TestResponse issued) {
    assertThat(issued.status()).as(issued.body()).isEqualTo(200);
    return Jwt.of(issued.text("access_token")).claims().path("aud").toString();
  }

  @Test
  void a_registered_resource_is_named_as_it_was_registered() {
    register("https://API.example.com/v1", "https://old.example.com/api");
    var agent = agent();

    for (var spelling :
        List.of(
            "https://API.example.com/v1",
            "https://api.example.com/v1",
            "https://api.example.com:443/v1/",
            "https://old.example.com/api")) {
      assertThat(audience(request(agent, spelling)))
          .as(spelling)
          .isEqualTo("\"https://API.example.com/v1\"");
    }
    assertThat(audience(request(agent, "https://api.example.com/v1", "https://API.example.com/v1")))
        .as("one resource")
        .isEqualTo("\"https://API.example.com/v1\"");
  }

  @Test
  void any_other_resource_is_named_as_it_was_requested() {
    register("https://known.example.com/mcp");
    var agent = agent();

    assertThat(audience(request(agent, "https://Unknown.example.com:443")))
        .isEqualTo("\"https://Unknown.example.com:443\"");
    assertThat(audience(request(agent, "urn:example:api"))).isEqualTo("\"urn:example:api\"");
    assertThat(audience(request(agent, "urn:example:api", "https://KNOWN.example.com/mcp")))
        .isEqualTo("[\"urn:example:api\",\"https://known.example.com/mcp\"]");
  }

  @Test
  void an_origin_without_a_path_is_named_in_both_spellings() {
    register("https://origin.example.com");

    assertThat(audience(request(agent(), "https://origin.example.com/")))
        .isEqualTo("[\"https://origin.example.com\",\"https://origin.example.com/\"]");
  }

  @Test
  void a_deleted_resource_is_named_as_it_is_requested() {
    var id = register("https://gone.example.com/mcp");
    var agent = agent();
    assertThat(audience(request(agent, "https://GONE.example.com/mcp"))).contains("//gone.");

    server.operator().delete(ResourcesTest.PATH + "/" + id);

    assertThat(audience(request(agent, "https://GONE.example.com/mcp"))).contains("//GONE.");
  }

  @Test
  void a_refresh_may_name_the_resource_in_any_spelling() {
    register("https://refreshed.example.com/mcp");
    var agent = agent();
    var issued = request(agent, "https://refreshed.example.com/mcp", "https://b.example.com/");

    var again = refresh(agent, issued, "https://Refreshed.example.com/mcp/");
    assertThat(audience(again)).isEqualTo("\"https://refreshed.example.com/mcp\"");
    isOAuthError(refresh(agent, again, "https://c.example.com/"), 400, "invalid_target");
  }

  @Test
  void a_refresh_may_name_a_resource_that_was_registered_since() {
    var agent = agent();
    var issued = request(agent, "https://Later.example.com/mcp");
    register("https://later.example.com/mcp");

    var again = refresh(agent, issued, "https://Later.example.com/mcp");

    assertThat(audience(again)).isEqualTo("\"https://Later.example.com/mcp\"");
    assertThat(audience(refresh(agent, again))).contains("Later.example.com");
    isOAuthError(refresh(agent, again, "https://later.example.com/other"), 400, "invalid_target");
  }
}
