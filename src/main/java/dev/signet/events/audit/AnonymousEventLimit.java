package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.web.limits.NodeRateLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// Limits how many events of unauthenticated callers this node records, over all their addresses:
/// only events that change nothing else, such as failed authentications. Further ones are counted,
/// and the next [#flush] records the numbers.
final class AnonymousEventLimit {
  /// The burst, in seconds' worth of events.
  private static final int BURST = 10;

  private final NodeRateLimit rateLimit;
  private final Counter counter;

  /// By action, of which there are few. Entries are never removed, so that no event is lost between
  /// counting and recording.
  private final Map<String, AtomicLong> suppressed = new ConcurrentHashMap<>();

  /// @param perSecond how many events are recorded per second
  AnonymousEventLimit(int perSecond, Clock clock, MeterRegistry meters) {
    rateLimit = new NodeRateLimit(perSecond, (long) BURST * perSecond, clock);
    counter =
        Counter.builder("signet.audit.events.suppressed")
            .description("Events of unauthenticated callers that were counted instead of recorded")
            .register(meters);
  }

  /// Whether to record an event that changes nothing else; if not, it was counted.
  boolean tryAcquire(Event event, RequestContext by) {
    if (!(by.caller() instanceof Caller.Unauthenticated) || rateLimit.tryAcquire()) {
      return true;
    }
    suppressed.computeIfAbsent(event.action(), _ -> new AtomicLong()).incrementAndGet();
    counter.increment();
    return false;
  }

  /// Records how many events were not recorded since the last call. To be called every minute.
  ///
  /// @param recording records an event, and never throws
  void flush(BiConsumer<Event, RequestContext> recording) {
    var counts = new TreeMap<String, Long>();
    suppressed.forEach((action, count) -> {
      var taken = count.getAndSet(0);
      if (taken > 0) {
        counts.put(action, taken);
      }
    });
    if (!counts.isEmpty()) {
      recording.accept(new AuditEvent.Suppressed(counts), RequestContext.ofJob("anonymous-events"));
    }
  }
}
