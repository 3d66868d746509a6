package dev.signet.web.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts failed authentications of every kind in one metric, so that one alarm covers them all.
public final class AuthFailureCounter {
  /// The reason of a failure beyond a [FailureBudget]: counted, but not recorded.
  public static final String OVER_BUDGET = "over_budget";

  private record Failure(String method, String reason) {}

  private final MeterRegistry meters;
  private final Map<Failure, Counter> counters = new ConcurrentHashMap<>();

  public AuthFailureCounter(MeterRegistry meters) {
    this.meters = meters;
  }

  /// Counts one failure. Both arguments are from small, fixed sets: never a value that a caller
  /// sent.
  ///
  /// @param method the kind of credential, such as `client_secret` or `operator_key`
  /// @param reason why it is not valid, such as `unknown` or `rotated_away`
  public void count(String method, String reason) {
    counters.computeIfAbsent(new Failure(method, reason), this::register).increment();
  }

  private Counter register(Failure failure) {
    return Counter.builder("signet.auth.failures")
        .description("Presented credentials that were not valid")
        .tag("method", failure.method())
        .tag("reason", failure.reason())
        .register(meters);
  }
}
