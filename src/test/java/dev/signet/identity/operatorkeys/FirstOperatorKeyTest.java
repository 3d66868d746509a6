package dev.signet.identity.operatorkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailureBudget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FirstOperatorKeyTest {
  private static final Secret CHOSEN =
      new SecretGenerator(new SecureRandom()).generate(SecretKind.OPERATOR_KEY);

  @TempDir Path folder = Path.of("");

  private Db open() {
    return Db.open(DatabaseUrl.parse(TestDatabase.fresh(folder)), new SimpleMeterRegistry());
  }

  private OperatorKeys node(Db db) {
    var clock = Clock.systemUTC();
    var ids = new Ids(clock);
    var master = MasterKey.of(new byte[32]);
    var meters = new SimpleMeterRegistry();
    var audit = new Audit(db, ids, clock, master, 1_000_000, meters);
    audit.open(CryptoProvider.jdk(), folder);
    return new OperatorKeys(
        db,
        audit,
        ids,
        clock,
        new SecretGenerator(new SecureRandom()),
        new KeyedHash(master),
        new FailureBudget(FailureBudget.Limits.DEFAULT, new Fingerprint(master, "test"), clock),
        new AuthFailureCounter(meters),
        meters,
        List.of());
  }

  @Test
  void only_the_first_start_creates_the_key() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var key = server.operatorKey();

      server.restart();

      assertThat(server.operatorKey()).isEqualTo(key);
      assertThat(server.operator().get("/api/v1/operator-keys").json("total")).isEqualTo("1");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(server.data().resolve("operator.key"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void the_key_can_be_configured() throws IOException {
    try (var server = new TestServer().with("operator-key", CHOSEN.reveal())) {
      server.start();

      assertThat(server.data().resolve("operator.key")).doesNotExist();
      assertThat(server.unauthenticated().bearer(CHOSEN.reveal()).get("/api/v1/agents").status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_configured_key_must_have_the_right_format() {
    assertThat(OperatorKeys.isWellFormed(CHOSEN.reveal())).isTrue();
    assertThat(OperatorKeys.isWellFormed("sk_live_secret")).isFalse();
    try (var db = open()) {
      assertThatThrownBy(() -> node(db).ensureFirst(Secret.of("sk_live_secret")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void of_several_nodes_one_creates_the_key() {
    try (var db = open()) {
      var kept = new ConcurrentLinkedQueue<Secret>();
      var made = new ConcurrentLinkedQueue<Secret>();

      ConcurrentCalls.race(8, _ -> node(db).ensureFirst(kept::add).ifPresent(made::add));

      assertThat(made).hasSize(1).containsExactlyElementsOf(kept);
    }
  }

  @Test
  void the_key_is_not_created_unless_its_secret_was_stored() {
    try (var db = open()) {
      assertThatThrownBy(() ->
              node(db)
                  .ensureFirst(_ -> {
                    throw new IllegalStateException("disk full");
                  }))
          .hasMessage("disk full");

      assertThat(node(db).ensureFirst(_ -> {})).isPresent();
    }
  }
}
