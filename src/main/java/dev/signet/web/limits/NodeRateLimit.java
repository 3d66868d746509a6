package dev.signet.web.limits;

import dev.signet.base.time.ElapsedTime;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;

/// Limits how often something may happen on this node, over all callers.
public final class NodeRateLimit {
  private final Bucket bucket;

  /// @param perSecond the long-term rate
  /// @param burst how often it may happen at once after a quiet period
  public NodeRateLimit(int perSecond, long burst, Clock clock) {
    bucket =
        Bucket.builder()
            .addLimit(
                Bandwidth.builder()
                    .capacity(burst)
                    .refillGreedy(perSecond, Duration.ofSeconds(1))
                    .build())
            .withCustomTimePrecision(new ElapsedTimeMeter(ElapsedTime.of(clock)))
            .build();
  }

  /// Whether it may happen once more; if so, counts it.
  public boolean tryAcquire() {
    return bucket.tryConsume(1);
  }
}
