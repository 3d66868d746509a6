package dev.signet.events.followers;

import dev.signet.base.db.Db;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ChainReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The followers of the audit log: adds them, runs each on a thread of its own, and reports how far
/// they are behind. Retention deletes no event that one of them has not read.
public final class Followers implements AutoCloseable {

  /// How far a follower may be behind before it is reported.
  public static final Duration MAX_LAG = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final MeterRegistry meters;
  private final FollowerStore store = new FollowerStore();
  private final List<FollowerThread> threads = new CopyOnWriteArrayList<>();

  public Followers(Db db, Audit audit, Clock clock, MeterRegistry meters) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.meters = meters;
    audit.holdRetention(store::leastPosition);
  }

  /// The chains that readings read.
  public ChainReader chains() {
    return audit.chains();
  }

  /// Adds a follower. It begins to read with [#start].
  ///
  /// @param reading reads a part of a chain
  /// @param work uses the part, in the transaction that moves the position
  public <B> Follower add(FollowerPlan plan, Reading<B> reading, FollowerWork<B> work) {
    var follower = new Follower(plan, reading, work, db, audit, clock, store);
    follower.register();
    var thread = new FollowerThread(follower);
    audit.onCommit(thread::wake);
    threads.add(thread);
    Gauge.builder("signet.follower.lag", follower, one -> one.lag().toMillis() / 1000.0)
        .description(
            "How long ago the oldest event of the audit log happened that a follower has not read;"
                + " 0 when it has read all")
        .tag("follower", plan.name())
        .baseUnit("seconds")
        .register(meters);
    return follower;
  }

  /// Starts reading.
  public void start() {
    threads.forEach(FollowerThread::start);
  }

  /// Reads all chains up to their ends with every follower.
  public void catchUp() {
    threads.forEach(thread -> thread.follower().catchUp());
  }

  /// The names of followers that are behind by more than [#MAX_LAG].
  public List<String> behind() {
    return threads.stream()
        .map(FollowerThread::follower)
        .filter(follower -> follower.lag().compareTo(MAX_LAG) > 0)
        .map(follower -> follower.plan().name())
        .toList();
  }

  /// Logs a warning for each follower that is behind. To be called every hour.
  public void logBehind() {
    for (var thread : threads) {
      var lag = thread.follower().lag();
      if (lag.compareTo(MAX_LAG) > 0) {
        LOG.atWarn()
            .addKeyValue("follower", thread.follower().plan().name())
            .addKeyValue("lag", lag.toHours() + "h")
            .log(
                "a follower of the audit log is far behind; retention keeps the events that it has"
                    + " not read");
      }
    }
  }

  /// Ends the turns in progress and stores the positions, when the server stops.
  @Override
  public void close() {
    threads.forEach(FollowerThread::close);
  }
}
