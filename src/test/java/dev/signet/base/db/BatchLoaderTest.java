package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.refusals.Refused;
import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.WithoutDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Concurrent look-ups share queries, and each result is as fresh as that of a separate query.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class BatchLoaderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void each_lookup_gets_its_own_result() {
    var queries = new AtomicInteger();
    var gather =
        new BatchLoader<Integer, String>(keys -> {
          queries.incrementAndGet();
          Map<Integer, String> found = new HashMap<>();
          keys.stream().filter(key -> key % 3 != 0).forEach(key -> found.put(key, "v" + key));
          return found;
        });

    ConcurrentCalls.race(
        64,
        racer -> {
          for (var i = 0; i < 500; i++) {
            var key = racer * 500 + i;
            assertThat(gather.find(key))
                .isEqualTo(key % 3 == 0 ? Optional.empty() : Optional.of("v" + key));
          }
        });

    assertThat(queries.get()).isLessThanOrEqualTo(64 * 500);
  }

  @Test
  void several_keys_are_looked_up_at_once_and_those_without_a_value_left_out() {
    var gather =
        new BatchLoader<Integer, String>(keys ->
            keys.stream()
                .filter(key -> key % 2 == 0)
                .collect(Collectors.toMap(key -> key, key -> "value " + key)));

    assertThat(gather.findAll(List.of(1, 2, 2, 3, 4)))
        .isEqualTo(Map.of(2, "value 2", 4, "value 4"));
    assertThat(gather.findAll(List.of())).isEmpty();
  }

  @Test
  void lookups_during_a_query_share_the_next_query() throws InterruptedException {
    var asked = new ConcurrentLinkedQueue<Set<Integer>>();
    var goOn = new CountDownLatch(1);
    var gather =
        new BatchLoader<Integer, Integer>(keys -> {
          asked.add(keys);
          await(goOn);
          Map<Integer, Integer> found = new HashMap<>();
          keys.forEach(key -> found.put(key, key));
          return found;
        });
    Set<Integer> answered = ConcurrentHashMap.newKeySet();
    var askers = new ArrayList<Thread>();
    // Two queries may be running at once; the others wait.
    for (var i = 0; i < 102; i++) {
      var key = i;
      askers.add(Thread.startVirtualThread(() -> gather.find(key).ifPresent(answered::add)));
      var queries = Math.min(i + 1, 2);
      Await.until(PATIENCE, queries + " queries are running", () -> asked.size() >= queries);
    }
    Await.until(
        PATIENCE,
        "all lookups wait",
        () -> askers.stream().allMatch(asker -> asker.getState() == Thread.State.TIMED_WAITING));
    goOn.countDown();
    for (var asker : askers) {
      asker.join();
    }

    assertThat(answered).hasSize(102);
    assertThat(asked).hasSizeBetween(3, 4);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void no_result_is_older_than_its_lookup() {
    var version = new AtomicLong();
    var gather =
        new BatchLoader<Integer, Long>(keys -> {
          var now = version.get();
          Map<Integer, Long> found = new HashMap<>();
          keys.forEach(key -> found.put(key, now));
          return found;
        });

    ConcurrentCalls.race(
        32,
        racer -> {
          for (var i = 0; i < 1_000; i++) {
            var before = version.incrementAndGet();
            assertThat(gather.find(racer).orElseThrow()).isGreaterThanOrEqualTo(before);
          }
        });
  }

  @Test
  void a_failed_query_fails_its_own_lookups_and_no_later_ones() {
    var queries = new AtomicInteger();
    var gather =
        new BatchLoader<Integer, Integer>(keys -> {
          if (queries.incrementAndGet() == 1) {
            throw Refused.unavailable("gone");
          }
          return Map.of(1, 1);
        });

    assertThatThrownBy(() -> gather.find(1)).isInstanceOf(Refused.class);
    assertThat(gather.find(1)).contains(1);
  }

  @Test
  void failures_release_their_permits() {
    Set<Integer> failed = ConcurrentHashMap.newKeySet();
    var gather =
        new BatchLoader<Integer, Integer>(keys -> {
          if (keys.stream().anyMatch(key -> key % 7 == 0)) {
            throw new IllegalArgumentException("no");
          }
          Map<Integer, Integer> found = new HashMap<>();
          keys.forEach(key -> found.put(key, key));
          return found;
        });

    ConcurrentCalls.race(
        32,
        racer -> {
          for (var i = 0; i < 500; i++) {
            var key = racer * 500 + i;
            try {
              assertThat(gather.find(key)).contains(key);
            } catch (IllegalArgumentException _) {
              failed.add(key);
            }
          }
        });

    assertThat(failed).anyMatch(key -> key % 7 == 0);
    assertThat(gather.find(1)).contains(1);
  }
}
