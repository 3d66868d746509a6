package dev.signet.base.db;

import java.time.Duration;
import java.util.function.Supplier;

/// The reader on whose behalf data is read. Slow reads run in lanes: a tenant waits for its own
/// reads, operators do not wait for tenants, and requests do not wait for jobs.
///
/// @param id the operator, or the organization of the calling agent: each has one slow read in
///   progress at a time
public record ReadContext(String id, Lane lane) {

  /// A lane has its own threads.
  public enum Lane {
    /// Agents.
    TENANTS(3, Duration.ofSeconds(2), Duration.ofSeconds(5)),
    /// Operators and console users.
    OPERATORS(2, Duration.ofSeconds(10), Duration.ofSeconds(7)),
    /// Background jobs, which have connections of their own.
    JOBS(1, Duration.ofSeconds(30), Duration.ofSeconds(60));

    private final int threads;
    private final Duration patience;
    private final Duration longest;

    /// @param patience how long a read waits for an earlier read of its reader, and for a thread
    /// @param longest the time limit of one statement. It is less than the socket timeout of the
    ///   lane's PostgreSQL connections
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

  /// Runs the work for this reader; its slow reads use the reader's lane.
  public <T> T run(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /// The reader for whom this thread works; a job when there is no caller.
  static ReadContext current() {
    return CURRENT.orElse(JOB);
  }
}
