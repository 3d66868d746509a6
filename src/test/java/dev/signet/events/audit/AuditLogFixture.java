package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.json.Json;
import dev.signet.base.secrets.HmacSigner;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.catalog.EventType;
import dev.signet.testing.Folders;
import dev.signet.testing.TestClock;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.node.ObjectNode;

/// The audit room alone over its own database, which is emptied before each test: any number of
/// nodes write to it, no job runs, and the clock does not move.
final class AuditLogFixture implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  /// An event for the audit log.
  record TestEvent(String action, String name, @Nullable IssuedToken issued) implements Event {
    TestEvent(String name) {
      this("agent.created", name, null);
    }

    @Override
    public EventType type() {
      var type = EventType.notSent(action, "a test", "a test");
      return (issued == null || action.equals("agent.created") ? type : type.issuesToken())
          .text(_ -> "");
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("name", name);
    }

    @Override
    public Optional<String> agentId() {
      return Optional.of("0198c0de-0000-7000-8000-000000000a9e");
    }

    @Override
    public Optional<IssuedToken> token() {
      return Optional.ofNullable(issued);
    }
  }

  static final RequestContext SOMEBODY =
      new RequestContext(Caller.Operator.ANONYMOUS, "203.0.113.7", "test/1", "request-1");

  private static final MasterKey MASTER = MasterKey.of(new byte[32]);
  private static final CryptoProvider CRYPTO = CryptoProvider.load();

  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private @Nullable Path folder;
  private @Nullable Db db;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    folder = Files.createTempDirectory("signet-audit");
    db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(folder)), new SimpleMeterRegistry());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    // The nodes of the test before would take this for a failover that lost what they wrote.
    db().inspectNewConnections(_ -> {});
    db().inTransaction(tx -> {
      tx.update("DELETE FROM audit_events").execute();
      tx.update("DELETE FROM audit_checkpoints").execute();
      tx.update("DELETE FROM audit_anchors").execute();
      tx.update("DELETE FROM audit_openings").execute();
      tx.update("DELETE FROM audit_keys").execute();
      return true;
    });
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    db().close();
    Folders.delete(folder());
  }

  TestClock clock() {
    return clock;
  }

  Db db() {
    return Objects.requireNonNull(db);
  }

  private Path folder() {
    return Objects.requireNonNull(folder);
  }

  /// A node that has just been started, with a data folder of its own.
  Audit node() {
    return nodeIn(newFolder());
  }

  /// A node that has just been started over a data folder.
  Audit nodeIn(Path data) {
    var node = new Audit(db(), new Ids(clock), clock, MASTER, 1_000_000, new SimpleMeterRegistry());
    node.open(CRYPTO, data);
    return node;
  }

  Path newFolder() {
    try {
      return Files.createTempDirectory(folder(), "node");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes events, each in its own transaction and a second after the previous one.
  void recordEvents(Audit node, int times) {
    for (var i = 0; i < times; i++) {
      var name = "event " + i;
      clock.advance(Duration.ofSeconds(1));
      db().inTransaction(tx -> node.record(tx, new TestEvent(name), SOMEBODY));
    }
  }

  /// A verification by a node that has seen nothing yet.
  Verification.Report verified() {
    return new Verification(
            db(), new ChainStore(), keys(), clock, Verification.ExternalEvidence.NONE)
        .run();
  }

  AuditKeys keys() {
    return AuditKeys.of(CRYPTO, MASTER, db().read(new ChainStore()::keys)).orElseThrow();
  }

  CryptoProvider crypto() {
    return CRYPTO;
  }

  /// A master key that this server does not have.
  static MasterKey otherMaster() {
    var other = new byte[32];
    other[0] = 1;
    return MasterKey.of(other);
  }

  /// Keys that this server does not have.
  static AuditKeys keysOfAnotherServer() {
    return keysOf(AuditKeys.generate(CRYPTO, otherMaster(), 1, Instant.EPOCH));
  }

  static AuditKeys keysOf(AuditKeys.StoredAuditKey made) {
    return AuditKeys.of(CRYPTO, otherMaster(), List.of(made)).orElseThrow();
  }

  /// A first checkpoint in the form of versions without audit keys.
  static Checkpoint hmacCheckpoint(Checkpoint.ChainHead head) {
    var taken = Instant.parse("2026-03-28T09:00:00Z");
    var now = Checkpoint.after(ChainLink.GENESIS, 1, taken, List.of(head), keysOfAnotherServer());
    var hmac = new HmacSigner(MASTER, "audit").sign(now.hash());
    return new Checkpoint(
        1, taken, now.heads(), now.prevHash(), now.hash(), new AuditSignature(null, hmac));
  }

  /// Deletes older events, without recording that.
  Retention.Pruned prune(Instant before) {
    return new Retention(db(), new ChainStore(), this::keys, clock, new BackgroundThrottle(() -> 0))
        .prune(before, clock.instant());
  }

  /// All links there are, chain by chain.
  List<ChainLink> links() {
    return db().read(handle ->
        handle
            .createQuery(
                "SELECT " + ChainLinkRow.COLUMNS + "FROM audit_events ORDER BY chain_id, seq")
            .map((row, _) -> ChainLinkRow.read(row))
            .list());
  }

  /// A change that only an attacker with write access to the database can make.
  void tamper(String sql, Object... values) {
    var changed =
        db().inTransaction(tx -> {
          var update = tx.update(sql);
          for (var i = 0; i < values.length; i++) {
            update.bind(i, values[i]);
          }
          return update.execute();
        });
    if (changed == 0) {
      throw new AssertionError("Nothing was changed by " + sql);
    }
  }
}
