package dev.signet.web.http;

import dev.signet.web.limits.RateLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// Answers requests to the routes of a test, all by unauthenticated callers.
final class TestPipeline {
  private TestPipeline() {}

  static RequestPipeline of(Router router) {
    return new RequestPipeline(
        router,
        "",
        new AccessControl(
            (_, _) -> Optional.empty(),
            AnonymousAccess.UNAUTHENTICATED,
            new RateLimits(Map.of(RateLimits.RateCategory.PUBLIC, 0), Clock.systemUTC()),
            NoBrowserSupport.HERE),
        new RequestPipeline.Surroundings(
            _ -> Optional.empty(), (response, _) -> response, (_, _, _, _) -> {}),
        new SimpleMeterRegistry());
  }
}
