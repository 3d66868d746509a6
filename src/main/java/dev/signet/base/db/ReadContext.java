package dev.signet.base.db;

import java.time.Duration;
import java.util.function.Supplier;

/// For whom something is read. What may take long is read by lanes: so a tenant waits for itself,
/// operators do not wait for tenants, and nobody who is served waits for jobs.
///
/// @param id of the operator, or of the organization that the calling agent belongs to: of each one
///   slow read at a time is under way
public record ReadContext(String id, Lane lane) {

  /// A lane has threads of its own.
  public enum Lane {
    /// Agents.
    TENANTS(3, Duration.ofSeconds(2), Duration.ofSeconds(5)),
    /// Operators and those who are signed in to the console.
    OPERATORS(2, Duration.ofSeconds(10), Duration.ofSeconds(7)),
    /// Jobs of the server itself.
    JOBS(1, Duration.ofSeconds(30), Duration.ofSeconds(7));

    private final int threads;
    private final Duration patience;
    private final Duration longest;

    /// @param patience how long a reader waits for its own read before, and for a thread
    /// @param longest how long one statement may take. It is less than what a connection to
    ///   PostgreSQL waits for an answer
    Lane(int threads, Duration patience, Duration longest) {
      this.threads = threads;
      this.patience = patience;
      this.longest = longest;
    }

    int threads() {
      return threads;
    }

    Duration waitTimeout() {
      return patience;
    }

    Duration statementTimeout() {
      return longest;
    }

    static int allThreads() {
      var sum = 0;
      for (var lane : values()) {
        sum += lane.threads;
      }
      return sum;
    }
  }

  private static final ScopedValue<ReadContext> CURRENT = ScopedValue.newInstance();
  private static final ReadContext JOB = new ReadContext("job", Lane.JOBS);

  /// Does something for this reader: what it reads slowly is read in the reader's lane.
  public <T> T run(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /// The one for whom this thread works; a job when it works for no caller.
  static ReadContext current() {
    return CURRENT.orElse(JOB);
  }
}
