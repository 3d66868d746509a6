package dev.signet.web.limits;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Answers failed authentications: as long as the budget lasts, each is counted and recorded with
/// its reason; after that the caller has to wait.
public final class FailedAttempts {
  private final FailureBudget budget;
  private final AuthFailureCounter counter;

  public FailedAttempts(FailureBudget budget, AuthFailureCounter counter) {
    this.budget = budget;
    this.counter = counter;
  }

  /// Takes a failure off the budget, and makes the refusal.
  ///
  /// @param method how the caller tried to authenticate
  /// @param reason why that failed, as the metric names it
  /// @param record records the failure, and returns its refusal; not called beyond the budget
  public Refused fail(
      FailureBudget.Failure failure, String method, String reason, Supplier<Refused> record) {
    return overBudget(failure, method)
        .orElseGet(() -> {
          counter.count(method, reason);
          return record.get();
        });
  }

  /// Takes a failure off the budget.
  ///
  /// @return the refusal of a caller that has to wait
  public Optional<Refused> overBudget(FailureBudget.Failure failure, String method) {
    return budget.recordFailure(failure).map(wait -> overBudget(wait, method));
  }

  /// The refusal of a caller that has to wait.
  public Refused overBudget(Duration wait, String method) {
    counter.count(method, AuthFailureCounter.OVER_BUDGET);
    return Refused.tooManyRequests(wait, "failure budget");
  }
}
