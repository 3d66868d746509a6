package dev.signet.validity.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestClock;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One-time uses succeed once, despite concurrent uses on any nodes.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReplayGuardTest {
  private static final Instant START = Instant.parse("2026-03-28T09:00:00Z");

  @TempDir Path data;

  private final TestClock clock = new TestClock(START);
  private DatabaseUrl url;
  private Db db;
  private ReplayGuard replay;

  @BeforeEach
  void open() {
    url = DatabaseUrl.parse(TestDatabase.fresh(data));
    db = Db.open(url, new SimpleMeterRegistry());
    replay = new ReplayGuard(db, new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static OneTimeUse use(String owner, String id) {
    return new OneTimeUse(owner, id, START.plusSeconds(120));
  }

  private List<Boolean> spend(OneTimeUse... uses) {
    return spend(List.of(uses));
  }

  private List<Boolean> spend(List<OneTimeUse> uses) {
    return db.inTransaction(tx -> replay.consume(tx, uses));
  }

  private long remembered() {
    return db.read(
        handle -> handle.createQuery("SELECT COUNT(*) FROM one_time_uses").mapTo(Long.class).one());
  }

  @Test
  void only_the_first_use_succeeds() {
    assertThat(replay.consume(use("dpop:a", "one"))).isTrue();

    assertThat(replay.consume(use("dpop:a", "one"))).isFalse();
    assertThat(spend(use("dpop:a", "one"))).containsExactly(false);
    assertThat(replay.consume(new OneTimeUse("dpop:a", "one", START.plusSeconds(9_999)))).isFalse();
  }

  @Test
  void ids_of_different_owners_do_not_clash() {
    assertThat(spend(use("dpop:a", "one"), use("dpop:b", "one"), use("assertion:a", "one")))
        .containsExactly(true, true, true);
    assertThat(spend(use("dpop:a", "b"), use("dpop:", "ab"), use("dpop:ab", "")))
        .as("where the owner ends is part of it")
        .containsExactly(true, true, true);
  }

  @Test
  void any_text_can_be_an_id_and_is_not_stored() {
    var ids = List.of("", "'", "\"", "\\", "\u0000", "Ж€😀", "a".repeat(255), "secret-id");

    for (var id : ids) {
      assertThat(replay.consume(use("dpop:owner", id))).as(id).isTrue();
      assertThat(replay.consume(use("dpop:owner", id))).as(id).isFalse();
    }

    var stored =
        db.read(handle ->
            handle.createQuery("SELECT digest FROM one_time_uses").mapTo(String.class).list());
    assertThat(stored)
        .hasSize(ids.size())
        .allMatch(digest -> digest.matches("[A-Za-z0-9_-]{22}"))
        .noneMatch(digest -> digest.contains("secret") || digest.contains("owner"));
  }

  @Test
  void of_two_equal_uses_in_a_batch_the_first_succeeds() {
    assertThat(spend(use("dpop:a", "old"))).containsExactly(true);

    assertThat(
            spend(
                use("dpop:a", "new"),
                use("dpop:a", "old"),
                use("dpop:a", "new"),
                use("dpop:a", "other"),
                use("dpop:a", "new")))
        .containsExactly(true, false, false, true, false);
  }

  @Test
  void a_large_batch_works_like_a_small_one() {
    var uses = IntStream.range(0, 1_000).mapToObj(i -> use("dpop:a", "id " + i)).toList();

    assertThat(spend(uses)).hasSize(1_000).containsOnly(true);
    assertThat(spend(uses)).hasSize(1_000).containsOnly(false);
    assertThat(spend(List.of())).isEmpty();
    assertThat(remembered()).isEqualTo(1_000);
  }

  @Test
  void a_rolled_back_use_does_not_count() {
    assertThatThrownBy(() ->
            db.inTransaction(tx -> {
              assertThat(replay.consume(tx, List.of(use("dpop:a", "one")))).containsExactly(true);
              throw new IllegalStateException("undone");
            }))
        .hasMessage("undone");

    assertThat(replay.consume(use("dpop:a", "one"))).isTrue();
  }

  @Test
  void of_sixteen_concurrent_uses_one_succeeds() {
    for (var round = 0; round < 20; round++) {
      var one = use("dpop:a", "round " + round);
      var passed = new AtomicInteger();

      ConcurrentCalls.race(
          16,
          racer -> {
            var first = racer % 2 == 0 ? replay.consume(one) : spend(one).getFirst();
            if (first) {
              passed.incrementAndGet();
            }
          });

      assertThat(passed).hasValue(1);
    }
  }

  @Test
  void each_of_many_uses_on_two_nodes_in_any_order_succeeds_once() {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    try (var otherDb = Db.open(url, new SimpleMeterRegistry())) {
      var other = new ReplayGuard(otherDb, new SimpleMeterRegistry());
      for (var round = 0; round < 20; round++) {
        var prefix = "round " + round + " ";
        var uses = IntStream.range(0, 50).mapToObj(i -> use("dpop:a", prefix + i)).toList();
        var passed = new AtomicInteger();

        ConcurrentCalls.race(
            8,
            racer -> {
              var mine = new ArrayList<>(uses);
              Collections.shuffle(mine, new Random(racer));
              var first =
                  racer % 2 == 0
                      ? db.inTransaction(tx -> replay.consume(tx, mine))
                      : otherDb.inTransaction(tx -> other.consume(tx, mine));
              passed.addAndGet(Collections.frequency(first, true));
            });

        assertThat(passed).hasValue(50);
      }
    }
  }

  @Test
  void a_use_is_deleted_only_once_it_would_be_refused_for_its_age() {
    for (var i = 0; i < 1_200; i++) {
      spend(use("dpop:a", "old " + i));
    }
    replay.consume(new OneTimeUse("dpop:a", "young", START.plusSeconds(121)));

    clock.advance(Duration.ofMinutes(2));
    replay.deleteExpired(clock.instant());
    assertThat(remembered()).isEqualTo(1_201);

    // Another node's clock may be behind ours.
    clock.advance(Duration.ofMinutes(2));
    replay.deleteExpired(clock.instant());
    assertThat(remembered()).isEqualTo(1_201);

    clock.advance(Duration.ofMillis(1));
    replay.deleteExpired(clock.instant());
    assertThat(remembered()).isEqualTo(1);

    clock.advance(Duration.ofDays(1));
    replay.deleteExpired(clock.instant());
    assertThat(remembered()).isZero();
  }
}
