package dev.signet.base.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The caches are bounded together.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CacheShareTest {
  @Test
  void all_full_caches_together_leave_half_of_the_heap() {
    var heap = 384L * 1024 * 1024;

    var all = Arrays.stream(CacheShare.values()).mapToLong(share -> share.bytesOf(heap)).sum();

    assertThat(all).isLessThanOrEqualTo(heap / 2);
    assertThat(CacheShare.values())
        .allSatisfy(share -> assertThat(share.bytesOf(heap)).isPositive());
  }
}
