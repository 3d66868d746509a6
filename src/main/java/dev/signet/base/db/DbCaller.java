package dev.signet.base.db;

import java.time.Duration;
import java.util.function.Supplier;

/// The caller on whose behalf the database is used. Slow reads and transactions of requests run in
/// lanes: a tenant waits for its own work, operators do not wait for tenants, and requests do not
/// wait for jobs.
///
/// @param group the callers that share a turn: the organization of an agent or operator, the
///   network of an unauthenticated caller; an operator of all organizations has a group of its own.
///   Each group has one slow read in progress at a time
/// @param id the caller within the group
public record DbCaller(Lane lane, String group, String id) {

  /// A lane has its own threads for slow reads, and its own share of the transactions.
  public enum Lane {
    /// Agents, and operators of one organization.
    TENANTS(
        new ReadLimits(3, Duration.ofSeconds(2), Duration.ofSeconds(5)),
        new WriteLimits(6, 2, 64, 32)),
    /// Callers that have not authenticated.
    ANONYMOUS(
        new ReadLimits(1, Duration.ofSeconds(2), Duration.ofSeconds(5)),
        new WriteLimits(2, 2, 64, 64)),
    /// Operators of all organizations, and console users.
    OPERATORS(
        new ReadLimits(2, Duration.ofSeconds(10), Duration.ofSeconds(7)),
        new WriteLimits(4, 4, 256, 256)),
    /// Background jobs, which have connections of their own for slow reads. They are few, and their
    /// transactions start at once.
    JOBS(
        new ReadLimits(1, Duration.ofSeconds(30), Duration.ofSeconds(60)),
        new WriteLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0));

    @SuppressWarnings("ImmutableEnumChecker") // A record of a number and durations.
    private final ReadLimits reads;

    @SuppressWarnings("ImmutableEnumChecker") // A record of numbers.
    private final WriteLimits writes;

    Lane(ReadLimits reads, WriteLimits writes) {
      this.reads = reads;
      this.writes = writes;
    }

    int threads() {
      return reads.threads();
    }

    Duration waitTimeout() {
      return reads.patience();
    }

    Duration statementTimeout() {
      return reads.longest();
    }

    WriteLimits writes() {
      return writes;
    }

    static int allThreads() {
      var sum = 0;
      for (var lane : values()) {
        sum += lane.threads();
      }
      return sum;
    }
  }

  /// The limits of a lane's slow reads.
  ///
  /// @param patience how long a read waits for an earlier read of its group, and for a thread
  /// @param longest the time limit of one statement. It is less than the socket timeout of the
  ///   lane's PostgreSQL connections
  record ReadLimits(int threads, Duration patience, Duration longest) {}

  /// How many transactions run and wait at a time.
  ///
  /// @param running of the lane
  /// @param waitingPerGroup waiting costs a virtual thread, and delays no other group
  record WriteLimits(int running, int runningPerGroup, int waitingPerGroup, int waitingPerCaller) {}

  private static final ScopedValue<DbCaller> CURRENT = ScopedValue.newInstance();
  private static final DbCaller JOB = new DbCaller(Lane.JOBS, "job", "job");

  /// Runs the work for this caller; its slow reads and its transactions use the caller's lane.
  public <T> T run(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /// The caller for whom this thread works; a job when there is none.
  static DbCaller current() {
    return CURRENT.orElse(JOB);
  }
}
