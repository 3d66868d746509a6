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
      // Like real ids: generated at about the same time, so they have a common prefix.
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
  void a_full_filter_has_at_most_two_percent_false_positives() {
    var filter = new IdBloomFilter(IDS, Long.MAX_VALUE);
    ids(IDS).forEach(filter::add);

    var mistaken = ids(IDS).stream().filter(filter::mayContain).count();

    assertThat(mistaken).as("seed %d", seed).isBetween(1L, IDS / 50L);
    assertThat(filter.bytes()).isLessThanOrEqualTo((long) IDS * IdBloomFilter.BITS_PER_ID / 8);
  }

  @Test
  void an_empty_filter_denies_every_id() {
    var filter = new IdBloomFilter(IDS, Long.MAX_VALUE);

    assertThat(ids(1_000)).as("seed %d", seed).noneMatch(filter::mayContain);
  }

  @Test
  void an_overfull_filter_keeps_its_size_and_never_denies_an_added_id() {
    var maxBytes = 4_096;
    var all = ids(IDS);
    var filter = new IdBloomFilter(IDS, maxBytes);
    all.forEach(filter::add);

    assertThat(filter.bytes()).isEqualTo(maxBytes);
    assertThat(all).as("seed %d", seed).allMatch(filter::mayContain);
  }
}
