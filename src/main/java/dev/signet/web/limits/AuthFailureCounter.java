package dev.signet.web.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what was presented to prove something and proved nothing. One metric for all who check
/// such things, so that one alarm sees them all.
public final class AuthFailureCounter {
  /// The reason of a failure beyond a [FailureBudget]: counted, and not recorded.
  public static final String OVER_BUDGET = "over_budget";

  private record Failure(String method, String reason) {}

  private final MeterRegistry meters;
  private final Map<Failure, Counter> counters = new ConcurrentHashMap<>();

  public AuthFailureCounter(MeterRegistry meters) {
    this.meters = meters;
  }

  /// Counts one. Both are words of our own, few and fixed: nothing that a caller sent.
  ///
  /// @param method what was presented, such as `client_secret` or `operator_key`
  /// @param reason why it is no good, such as `unknown` or `rotated_away`
  public void count(String method, String reason) {
    counters.computeIfAbsent(new Failure(method, reason), this::register).increment();
  }

  private Counter register(Failure failure) {
    return Counter.builder("signet.auth.failures")
        .description("Credentials that were presented and were no good")
        .tag("method", failure.method())
        .tag("reason", failure.reason())
        .register(meters);
  }
}
