package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditExportTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @RegisterExtension static final TestServer server = new TestServer();

  private static List<JsonNode> exported(String query) {
    var answer = server.operator().get("/api/v1/audit/export" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).hasValue("application/x-ndjson");
    return answer.body().lines().map(JSON::readTree).toList();
  }

  @Test
  void every_event_comes_once_the_oldest_first() {
    var agent = server.registerAgent("courier");
    for (var i = 0; i < 1_050; i++) {
      assertThat(agent.requestToken().status()).isEqualTo(200);
    }

    var lines = exported("?agentId=" + agent.id());

    assertThat(lines).hasSize(1_052);
    assertThat(lines)
        .extracting(line -> line.get("eventId").stringValue())
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(lines.getFirst().get("action").stringValue()).isEqualTo("agent.created");
  }

  @Test
  void it_can_be_narrowed_down_like_a_list() {
    var agent = server.registerAgent("courier");
    agent.requestToken();

    assertThat(exported("?agentId=" + agent.id() + "&action=token.issued"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("outcome").stringValue()).isEqualTo("success"));
    assertThat(exported("?agentId=" + agent.id() + "&outcome=failure")).isEmpty();
    assertThat(exported("?to=2020-01-01T00:00:00Z")).isEmpty();
    assertThat(exported("?fromDate=2100-01-01T00:00:00Z")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"limit=5, limit", "page=1, page", "after=x, after", "agentId=x, agentId"})
  void an_invalid_filter_is_refused_before_a_line_is_sent(String query, String field) {
    var answer = server.operator().get("/api/v1/audit/export?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
  }

  @Test
  void however_many_exports_run_a_checkpoint_is_taken_at_most_every_ten_seconds() {
    exported("");
    var started = System.nanoTime();
    var before = checkpoints();

    for (var i = 0; i < 20; i++) {
      server.registerAgent("courier");
      exported("");
    }
    // A job takes one every minute of real time.
    var minutes = Duration.ofNanos(System.nanoTime() - started).toMinutes();
    var after = checkpoints();
    assertThat(after).isBetween(before, before + minutes + 1);

    server.clock().advance(Duration.ofSeconds(11));
    exported("");
    assertThat(checkpoints()).isGreaterThan(after);
  }

  private static long checkpoints() {
    return server
        .internals()
        .db()
        .read(handle ->
            handle.createQuery("SELECT COUNT(*) FROM audit_checkpoints").mapTo(Long.class).one());
  }

  /// Uses only the description of the hash and no code of the server, as an auditor would.
  @Test
  void it_holds_all_that_it_takes_to_compute_the_hashes_again() throws Exception {
    var agent =
        server.registerAgentWith(
            "name", "Kurier \"é\" 🙂 \\ 👩\u200d🔧", "scopes", List.of("parcels:read"));
    agent.requestToken();
    agent.requestToken("nothing:known");
    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false, "reason", "stolen");

    var ends = new HashMap<String, String>();
    var lines = exported("");
    for (var line : lines) {
      assertThat(hash(line)).as(line.toString()).isEqualTo(line.get("hash").stringValue());
      var chain = line.get("chainId").stringValue();
      assertThat(line.get("prevHash").stringValue())
          .isEqualTo(ends.getOrDefault(chain, "0".repeat(64)));
      ends.put(chain, line.get("hash").stringValue());
    }
    assertThat(lines.size()).isGreaterThan(4);
  }

  private static String hash(JsonNode event) throws Exception {
    var fields = JSON.createArrayNode();
    fields.add(event.get("chainId"));
    fields.add(event.get("seq"));
    fields.add(event.get("eventId"));
    fields.add(millis(event.get("timestamp")));
    fields.add(event.get("action"));
    fields.add(event.get("outcome"));
    fields.add(event.get("agentId"));
    fields.add(event.get("organizationId"));
    fields.add(event.at("/actor/type"));
    fields.add(event.at("/actor/id"));
    fields.add(event.get("credentialFingerprint"));
    fields.add(event.get("ipAddress"));
    fields.add(event.get("userAgent"));
    fields.add(event.get("requestId"));
    fields.add(JSON.writeValueAsString(event.get("metadata")));
    fields.add(millis(event.get("tokenExpiresAt")));
    fields.add(event.get("tokenGeneration"));
    fields.add(event.get("tokenFamily"));
    var isExchanged = !event.get("tokenSubjectToken").isNull();
    if (isExchanged || !event.get("tokenThumbprint").isNull() || !event.get("tokenId").isNull()) {
      fields.add(event.get("tokenThumbprint"));
      fields.add(event.get("tokenKeyGeneration"));
    }
    if (isExchanged || !event.get("tokenId").isNull()) {
      fields.add(event.get("tokenId"));
      fields.add(event.get("testTokenMaker"));
    }
    if (isExchanged) {
      fields.add(event.get("tokenSubjectToken"));
      fields.add(event.get("tokenActorToken"));
      fields.add(event.get("tokenDelegation"));
      fields.add(event.get("tokenAncestors"));
    }
    var text = event.get("prevHash").stringValue() + JSON.writeValueAsString(fields);
    var digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static @Nullable Long millis(JsonNode time) {
    return time.isNull() ? null : Instant.parse(time.stringValue()).toEpochMilli();
  }
}
