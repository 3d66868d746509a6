package dev.signet.identity.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts reports of leaked secrets from any caller, and passes each to the room that recognises
/// it.
public final class Leaks {
  private static final Logger LOG = LoggerFactory.getLogger(Leaks.class);
  private static final String UNKNOWN = "unknown";
  private static final int MAX_RECORDED = 50_000;

  private final LeakPolicy remedy;
  private final Audit audit;
  private final Fingerprint fingerprint;
  private final List<LeakHandler> handlers;
  private final MeterRegistry meters;

  /// Fingerprints of reported secrets that were already disabled. A forgotten one is recorded
  /// again.
  private final Cache<String, Boolean> recorded =
      Caffeine.newBuilder().maximumSize(MAX_RECORDED).build();

  /// @param fingerprint identifies a secret that was reported before
  public Leaks(
      LeakPolicy remedy,
      Audit audit,
      Fingerprint fingerprint,
      List<LeakHandler> keepers,
      MeterRegistry meters) {
    this.remedy = remedy;
    this.audit = audit;
    this.fingerprint = fingerprint;
    this.handlers = List.copyOf(keepers);
    this.meters = meters;
  }

  /// Disables these secrets one after the other, each in its own transaction. When this returns,
  /// those of this server are rejected everywhere. The caller does not learn what was found.
  ///
  /// @throws dev.signet.base.refusals.Refused `ServiceUnavailable` when the database does not
  ///   respond; some secrets may be disabled by then, and the whole report can be sent again
  void report(
      Collection<Secret> secrets,
      Optional<String> source,
      Optional<String> url,
      RequestContext from) {
    var report = new LeakReport(remedy, source, url, from);
    for (var secret : secrets) {
      // All handlers are asked, even after one has recognised the secret, so the response time does
      // not reveal its kind.
      var known =
          handlers.stream().flatMap(keeper -> keeper.handleLeak(secret, report).stream()).toList();
      known.forEach(this::record);
      known.stream()
          .filter(reported -> reported.leakOutcome() == LeakReportedEvent.LeakOutcome.ALREADY_DEAD)
          .forEach(reported -> recordOnce(secret, reported));
      if (known.isEmpty()) {
        count(UNKNOWN, UNKNOWN);
      }
    }
  }

  /// A disabled secret can be reported any number of times, so it is recorded only once.
  private void recordOnce(Secret secret, LeakReportedEvent reported) {
    var hash = fingerprint.of(secret.reveal().getBytes(UTF_8));
    if (recorded.asMap().putIfAbsent(hash, true) != null) {
      return;
    }
    try {
      audit.record(reported, reported.report().from());
    } catch (RuntimeException e) {
      recorded.invalidate(hash);
      throw e;
    }
  }

  private void record(LeakReportedEvent reported) {
    count(reported.kind(), reported.leakOutcome().wire());
    if (reported.leakOutcome() == LeakReportedEvent.LeakOutcome.KEPT) {
      LOG.atError()
          .addKeyValue("kind", reported.kind())
          .addKeyValue("id", reported.id())
          .addKeyValue("request_id", reported.report().from().requestId())
          .log(
              "leaked secret still works, because the server could not be administered without it:"
                  + " rotate it");
    }
  }

  private void count(String kind, String outcome) {
    Counter.builder("signet.leaks.reported")
        .description("Secrets reported as leaked, by kind and outcome")
        .tag("kind", kind)
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }
}
