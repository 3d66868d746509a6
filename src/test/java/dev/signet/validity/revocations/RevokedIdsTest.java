package dev.signet.validity.revocations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Audit;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClock;
import dev.signet.testing.TestDatabase;
import dev.signet.validity.revocations.Revocations.TokenToRevoke;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many individually revoked tokens, and a start with them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RevokedIdsTest {
  /// More than a start waits for.
  private static final int MANY = 12_000;

  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private final Ids ids = new Ids(clock);
  @TempDir private Path folder = Path.of("");
  private @Nullable Db opened;

  @BeforeEach
  void open() {
    opened = Db.open(DatabaseUrl.parse(TestDatabase.fresh(folder)), new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    db().close();
  }

  private Db db() {
    return Objects.requireNonNull(opened);
  }

  /// The state in a server that is starting.
  private Revocations starts() {
    var audit =
        new Audit(
            db(), ids, clock, MasterKey.of(new byte[32]), 1_000_000, new SimpleMeterRegistry());
    return new Revocations(db(), audit, clock);
  }

  private List<String> fresh(int count) {
    return IntStream.range(0, count).mapToObj(_ -> ids.next()).toList();
  }

  private static boolean isRevoked(Revocations room, String jti) {
    return room.isRevoked(jti, Optional.empty());
  }

  private void revoke(Revocations room, List<String> jtis) {
    var expiresAt = clock.instant().plus(Duration.ofHours(1));
    var tokens =
        jtis.stream()
            .map(jti ->
                new TokenToRevoke(
                    jti, "an-agent", 1, Optional.empty(), Optional.empty(), expiresAt))
            .toList();
    db().inTransaction(tx -> room.revoke(tx, tokens));
  }

  @Test
  void after_a_start_with_many_ids_each_is_recognised_immediately() {
    var revoked = fresh(MANY);
    var others = fresh(200);
    revoke(starts(), revoked);

    var room = starts();
    ConcurrentCalls.race(
        8,
        racer -> {
          for (var i = racer; i < MANY; i += 160) {
            assertThat(isRevoked(room, revoked.get(i))).isTrue();
          }
          assertThat(others.subList(racer * 25, racer * 25 + 25))
              .noneMatch(jti -> isRevoked(room, jti));
        });

    room.deleteExpired(clock.instant());
    assertThat(room.isFiltered()).isEqualTo(!db().dialect().isShared());
    assertThat(revoked.subList(MANY - 500, MANY)).allMatch(jti -> isRevoked(room, jti));
    assertThat(others).noneMatch(jti -> isRevoked(room, jti));
  }

  @Test
  void a_start_loads_few_ids_immediately_and_postpones_many() {
    var many = fresh(MANY);
    var few = starts();
    revoke(few, many.subList(0, 100));
    assertThat(starts().isFiltered()).isEqualTo(!db().dialect().isShared());
    revoke(few, many.subList(100, MANY));

    var room = starts();

    assertThat(room.isFiltered()).isFalse();
    assertThat(many.subList(0, 200)).allMatch(jti -> isRevoked(room, jti));
    room.fillInBackground();
    while (!db().dialect().isShared() && !room.isFiltered()) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(many.subList(MANY - 200, MANY)).allMatch(jti -> isRevoked(room, jti));
    assertThat(isRevoked(room, ids.next())).isFalse();
  }

  @Test
  void ids_revoked_while_the_filter_is_built_are_in_it() {
    revoke(starts(), fresh(MANY));
    var room = starts();
    room.fillInBackground();
    var during = new ArrayList<String>();

    for (var i = 0; i < 300; i++) {
      var one = ids.next();
      revoke(room, List.of(one));
      assertThat(isRevoked(room, one)).isTrue();
      during.add(one);
    }
    room.deleteExpired(clock.instant());

    assertThat(during).allMatch(jti -> isRevoked(room, jti));
  }

  @Test
  void a_small_start_has_its_filter_immediately_without_deleted_ids() {
    var revoked = fresh(100);
    revoke(starts(), revoked);

    var room = starts();

    assertThat(room.isFiltered()).isEqualTo(!db().dialect().isShared());
    assertThat(revoked).allMatch(jti -> isRevoked(room, jti));
    clock.advance(Duration.ofHours(2));
    room.deleteExpired(clock.instant());
    assertThat(revoked).noneMatch(jti -> isRevoked(room, jti));
  }
}
