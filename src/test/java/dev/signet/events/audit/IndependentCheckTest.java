package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.json.Json;
import dev.signet.events.catalog.EventType;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `docs/check_audit.py`, which uses no code of the server, finds the same faults as the server's
/// own verification. It needs Python with the package cryptography, and is skipped without them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class IndependentCheckTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TestServer server = new TestServer();

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void python_has_what_it_takes() throws Exception {
    assumeTrue(run("-c", "import cryptography").code() == 0);
  }

  private record Run(int code, String printed) {}

  private Run run(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), printed);
    } catch (IOException e) {
      return new Run(-1, String.valueOf(e.getMessage()));
    }
  }

  private JsonNode checks() throws Exception {
    server.clock().advance(Duration.ofSeconds(11));
    return checksAsItIs();
  }

  private JsonNode checksAsItIs() throws Exception {
    var files = new String[4];
    files[0] = "docs/check_audit.py";
    var index = 1;
    for (var name : List.of("signatures", "export", "keys")) {
      var answer = server.operator().get("/api/v1/audit/" + name);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      files[index++] = Files.writeString(folder.resolve(name), answer.body()).toString();
    }
    var run = run(files);
    var report = JSON.readTree(run.printed());
    assertThat(run.code()).as(run.printed()).isEqualTo(report.get("valid").booleanValue() ? 0 : 1);
    return report;
  }

  private void tamper(String sql) {
    var changed = server.internals().db().inTransaction(tx -> tx.update(sql).execute());
    assertThat(changed).isPositive();
  }

  private static List<String> faults(JsonNode report) {
    return report.get("faults").values().stream()
        .map(fault -> fault.get("what").stringValue())
        .toList();
  }

  @Test
  void an_untouched_log_is_valid_also_after_a_restart() throws Exception {
    try (server) {
      server.start();
      var agent = server.registerAgentWith("name", "Kurier \"é\" 🙂 \\", "scopes", List.of("a"));
      agent.requestToken();
      server.restart();
      server.registerAgent("courier").requestToken();

      var report = checks();

      assertThat(report.get("valid").booleanValue()).as(report.toString()).isTrue();
      assertThat(report.get("chains").intValue()).isEqualTo(2);
      assertThat(report.get("keys").size()).isEqualTo(1);
    }
  }

  @Test
  void each_way_to_tamper_is_found() throws Exception {
    try (server) {
      server.start();
      var agent = server.registerAgent("courier");
      agent.requestToken();
      assertThat(faults(checks())).isEmpty();

      tamper("UPDATE audit_events SET metadata = '{}' WHERE action = 'token.issued'");
      assertThat(faults(checks())).containsExactly("the event is not what was written");

      tamper(
          "DELETE FROM audit_events WHERE seq > (SELECT MIN(seq) FROM audit_events) + 1"
              + " AND action <> 'audit.exported'");
      assertThat(faults(checks())).contains("the event that was signed for is gone");

      tamper("UPDATE audit_checkpoints SET heads = '[]' WHERE number = 1");
      assertThat(faults(checks())).contains("the checkpoint is not what was signed");

      tamper("UPDATE audit_openings SET chain_id = 'another'");
      assertThat(faults(checks()))
          .contains("the chain has no signed opening: the server did not write it");
    }
  }

  @Test
  void a_beginning_that_is_cut_off_is_found_also_behind_an_anchor_without_a_key() throws Exception {
    try (server) {
      server.start();
      server.registerAgent("courier").requestToken();
      server.restart();
      server.registerAgent("courier");
      assertThat(faults(checks())).isEmpty();

      tamper("DELETE FROM audit_events WHERE seq = 1");
      tamper(
          "INSERT INTO audit_anchors (chain_id, seq, hash, pruned_before, pruned_at, kid,"
              + " signature) SELECT chain_id, 1, prev_hash, 0, 0, NULL, 'x' FROM audit_events WHERE"
              + " seq = 2");
      assertThat(faults(checks())).contains("the anchor is not what was signed");

      tamper("DELETE FROM audit_anchors");
      tamper("DELETE FROM audit_checkpoints WHERE number = 1");
      assertThat(faults(checks())).contains("checkpoints before this one are gone");

      tamper(
          "INSERT INTO audit_anchors (chain_id, seq, hash, pruned_before, pruned_at, kid,"
              + " signature) SELECT 'checkpoints', 1, prev_hash, 0, 0, NULL, 'x' FROM"
              + " audit_checkpoints WHERE number = 2");
      assertThat(faults(checks()))
          .contains("the anchor is not what was signed", "checkpoints before this one are gone");

      tamper("DELETE FROM audit_events WHERE chain_id = (SELECT MIN(chain_id) FROM audit_events)");
      assertThat(faults(checks())).contains("the whole chain is gone");
    }
  }

  @Test
  void an_event_behind_the_end_of_a_chain_is_found() throws Exception {
    try (server) {
      server.start();
      server.registerAgent("courier");
      server.restart();
      server.registerAgent("courier");
      server.clock().advance(Duration.ofHours(1));
      var link =
          server
              .internals()
              .db()
              .read(handle ->
                  handle
                      .createQuery(
                          "SELECT "
                              + ChainLinkRow.COLUMNS
                              + "FROM audit_events ORDER BY chain_id, seq")
                      .map((row, _) -> ChainLinkRow.read(row))
                      .list());
      var end =
          link.stream()
              .filter(one -> one.chainId().equals(link.getFirst().chainId()))
              .toList()
              .getLast();
      var forged =
          ChainLink.after(
              end.hash(),
              end.chainId(),
              end.seq() + 1,
              AuditEntry.of(
                  "0198c0de-0000-7000-8000-000000000001",
                  server.clock().instant(),
                  new ForgedEvent(),
                  AuditLogFixture.SOMEBODY));
      server
          .internals()
          .db()
          .inTransaction(tx -> {
            new AuditStore().append(tx, List.of(forged));
            return true;
          });

      assertThat(faults(checks())).containsExactly("the event was put behind the end of the chain");
      assertThat(server.operator().get("/api/v1/audit/verify").json("valid")).isEqualTo("false");
    }
  }

  @Test
  void the_keys_are_public_and_the_signatures_are_not() throws Exception {
    try (server) {
      server.start();
      var agent = server.registerAgentWith("name", "reader", "scopes", List.of("audit:read"));

      assertThat(server.unauthenticated().get("/api/v1/audit/keys").status()).isEqualTo(200);
      assertThat(server.unauthenticated().get("/api/v1/audit/keys").body()).doesNotContain("\"d\"");
      assertThat(server.unauthenticated().get("/api/v1/audit/signatures").status()).isEqualTo(401);
      assertThat(agent.with(agent.token()).get("/api/v1/audit/signatures").status()).isEqualTo(403);
    }
  }

  /// An event that an attacker has put into the database.
  private record ForgedEvent() implements Event {
    @Override
    public EventType type() {
      return EventType.notSent("agent.reactivated", "a test", "a test").text(_ -> "");
    }

    @Override
    public ObjectNode metadata() {
      return Json.object();
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of("0198c0de-0000-7000-8000-000000000a9e");
    }
  }
}
