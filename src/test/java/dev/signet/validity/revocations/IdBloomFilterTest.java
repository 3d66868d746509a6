package dev.signet.validity.revocations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.WithoutDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The filter in front of the revoked ids.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class IdBloomFilterTest {
  private static final int IDS = 200_000;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private List<String> ids(int count) {
    var ids = new ArrayList<String>(count);
    for (var i = 0; i < count; i++) {
      // As ours are: of one time, so that they begin alike.
      ids.add(new UUID(0x019d33ab00007000L | random.nextInt(0x1000), random.nextLong()).toString());
    }
    return ids;
  }

  @Test
  void it_never_denies_an_added_id_even_with_concurrent_additions() {
    var threads = 4;
    var all = ids(IDS);
    var filter = new IdBloomFilter(IDS, Long.MAX_VALUE);

    ConcurrentCalls.race(
        threads,
        racer -> {
          for (var i = racer; i < all.size(); i += threads) {
            filter.add(all.get(i));
          }
        });

    assertThat(all).as("seed %d", seed).allMatch(filter::mayContain);
  }

  @Test
  void full_it_takes_one_other_id_in_fifty_for_one_of_them_at_most() {
    var filter = new IdBloomFilter(IDS, Long.MAX_VALUE);
    ids(IDS).forEach(filter::add);

    var mistaken = ids(IDS).stream().filter(filter::mayContain).count();

    assertThat(mistaken).as("seed %d", seed).isBetween(1L, IDS / 50L);
    assertThat(filter.bytes()).isLessThanOrEqualTo((long) IDS * IdBloomFilter.BITS_PER_ID / 8);
  }

  @Test
  void empty_it_denies_every_id() {
    var filter = new IdBloomFilter(IDS, Long.MAX_VALUE);

    assertThat(ids(1_000)).as("seed %d", seed).noneMatch(filter::mayContain);
  }

  @Test
  void it_keeps_to_its_memory_and_to_its_promise_with_more_ids_than_that_is_for() {
    var maxBytes = 4_096;
    var all = ids(IDS);
    var filter = new IdBloomFilter(IDS, maxBytes);
    all.forEach(filter::add);

    assertThat(filter.bytes()).isEqualTo(maxBytes);
    assertThat(all).as("seed %d", seed).allMatch(filter::mayContain);
  }
}
