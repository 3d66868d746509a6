package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.Tx;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The registry stays readable despite unusual records: those that a client wrote, and those that
/// another program corrupted in the database.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnreadableRecordTest {
  private static final String AGENTS = "/api/v1/agents";

  @RegisterExtension static final TestServer server = new TestServer();

  private TestAgent agent;
  private TestClient console;

  @BeforeEach
  void register() {
    agent = server.registerAgent("spoilt");
    var door = server.unauthenticated().with("Origin", server.base().toString());
    var letIn = door.form("/console/sign-in", "operator_key", server.operatorKey());
    console = door.with("Cookie", letIn.header("set-cookie").orElseThrow().split(";", 2)[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234567891234567891234567891234e9",
        "1.234567891234567891234567891E-300",
        "99999999999999999999999999999999",
        "1e399",
        "-1e-399"
      })
  void metadata_may_have_every_number_of_up_to_400_digits(String number) {
    var changed = patch("{\"metadata\":{\"x\":" + number + "}}");

    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    for (var shown :
        List.of(
            entry(server.operator().get(AGENTS), "data", "agentId"),
            server.operator().get(AGENTS + "/" + agent.id()).json(),
            entry(server.operator().get("/api/agents"), "agents", "id"),
            server.operator().get("/api/agents/" + agent.id()).json().get("agent"))) {
      assertThat(shown.has("unreadable")).isFalse();
    }
    assertThat(console.get("/console/agents/" + agent.id()).body())
        .doesNotContain("cannot be read");
    var kept =
        new BigDecimal(changed.body().replaceAll(".*\"metadata\":\\{\"x\":([^}]*)}.*", "$1"));
    assertThat(kept).isEqualByComparingTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e-400", "1e999999999", "1e-999999999", "0e999999999"})
  void a_number_that_is_longer_when_written_in_full_is_refused_by_field(String number) {
    var before = server.operator().get(AGENTS + "/" + agent.id()).body();

    isFieldError(
        patch("{\"metadata\":{\"deep\":[{\"x\":" + number + "}]}}"), "metadata", "400 digits");

    assertThat(server.operator().get(AGENTS + "/" + agent.id()).body()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\u0000", "\\u001f", "\\u007f", "\\u0085", "\\u2028", "\\ufeff", "\\uffff"})
  void metadata_preserves_every_json_character(String escape) {
    var metadata = "{\"a" + escape + "b\":\"c" + escape + "d\"}";

    assertThat(patch("{\"metadata\":" + metadata + "}").status()).isEqualTo(200);

    assertThat(server.operator().get(AGENTS + "/" + agent.id()).json().get("metadata"))
        .isEqualTo(TestResponse.parse(metadata));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata   | {\"x\":          | metadata",
        "metadata   | 7                | metadata",
        "metadata   | ''               | metadata",
        "jwks       | {\"keys\":[      | jwks",
        "agent_type | overlord         | name",
        "grant_types| of_the_future    | name",
        "token_signing_alg | none      | name"
      })
  void a_corrupt_record_is_marked_and_does_not_break_lists(
      String column, String value, String unreadable) {
    var other = server.registerAgent("after it");
    spoil(column, value);

    var listed = entry(server.operator().get(AGENTS), "data", "agentId");
    assertThat(listed.get("unreadable").toString()).contains('"' + unreadable + '"');
    var one = server.operator().get(AGENTS + "/" + agent.id());
    assertThat(one.status()).isEqualTo(200);
    assertThat(one.json().get("unreadable").toString()).contains('"' + unreadable + '"');
    var quick = entry(server.operator().get("/api/agents"), "agents", "id");
    if (!column.equals("jwks")) {
      assertThat(quick.get("unreadable").toString()).contains('"' + unreadable + '"');
    }
    assertThat(server.operator().get("/api/agents/" + agent.id()).status()).isEqualTo(200);
    assertThat(console.get("/console/agents").status()).isEqualTo(200);
    assertThat(console.get("/console").status()).isEqualTo(200);
    assertThat(console.get("/console/agents/" + agent.id()).status()).isEqualTo(200);
    assertThat(other.requestToken().status()).isEqualTo(200);
  }

  @Test
  void corrupt_metadata_is_repaired_by_writing_it_again() {
    spoil("metadata", "{");

    var mended = patch("{\"metadata\":{\"a\":1}}");

    assertThat(mended.status()).isEqualTo(200);
    assertThat(mended.json().has("unreadable")).isFalse();
  }

  @Test
  void an_agent_with_an_unreadable_row_gets_no_tokens_and_is_not_overwritten() {
    spoil("grant_types", "of_the_future");

    isOAuthError(agent.requestToken(), 401, "invalid_client");
    isProblem(patch("{\"name\":\"mine\"}"), 409, "agent_unreadable");
    isProblem(
        server.operator().patch("/api/agents/" + agent.id(), "name", "mine"),
        409,
        "agent_unreadable");

    spoil("grant_types", "client_credentials");
    assertThat(server.operator().get(AGENTS + "/" + agent.id()).text("name")).isEqualTo("spoilt");
  }

  private TestResponse patch(String body) {
    return server
        .operator()
        .send("PATCH", AGENTS + "/" + agent.id(), "application/json", body.getBytes(UTF_8));
  }

  private JsonNode entry(TestResponse list, String member, String id) {
    assertThat(list.status()).isEqualTo(200);
    for (var entry : list.json().get(member)) {
      if (entry.get(id).stringValue().equals(agent.id())) {
        return entry;
      }
    }
    throw new AssertionError("not in the list");
  }

  private void spoil(String column, String value) {
    server
        .internals()
        .db()
        .<Integer>inTransaction((Tx tx) ->
            tx.update("UPDATE agents SET " + column + " = :value WHERE agent_id = :id")
                .bind("value", value)
                .bind("id", agent.id())
                .execute());
  }
}
