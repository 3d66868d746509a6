package dev.signet.web.limits;

import dev.signet.base.time.ElapsedTime;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;

/// A limit of how often something may happen on this node, over all callers.
public final class NodeRateLimit {
  private final Bucket bucket;

  /// @param perSecond how often in the long run
  /// @param burst how often at once, after a while in which it did not happen
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

  /// Whether it may happen once more, which is counted.
  public boolean tryAcquire() {
    return bucket.tryConsume(1);
  }
}
