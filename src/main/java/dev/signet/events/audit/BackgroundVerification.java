package dev.signet.events.audit;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refused;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks of the whole trail that somebody begins and does not wait for, as they take minutes where
/// the trail is long. What came of one is an event of the trail itself: every node finds it, and it
/// is chained like any other.
public final class BackgroundVerification {
  static final String ACTION = "audit.verified";

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundVerification.class);
  private static final EventFilter VERIFICATION_EVENTS =
      new EventFilter(null, null, ACTION, null, null, null, null, null);

  /// What a check may have to say.
  ///
  /// @param isRunning on this node
  /// @param failure why the one that ran here last came to no end; empty when it did
  /// @param last what came of the last one that came to its end, on any node
  public record State(boolean isRunning, Optional<String> failure, Optional<EventView> last) {

    /// Whether the last one found the trail as it was written.
    public boolean isLastValid() {
      return last.filter(event -> event.outcome().equals("success")).isPresent();
    }
  }

  private final Verifier verifier;
  private final AuditQueries trail;
  private final BiConsumer<Event, RequestContext> recording;
  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Optional<String> failed = Optional.empty();

  BackgroundVerification(
      Verifier verifier, AuditQueries trail, BiConsumer<Event, RequestContext> recording) {
    this.verifier = verifier;
    this.trail = trail;
    this.recording = recording;
  }

  public State state() {
    var last =
        trail.after(VERIFICATION_EVENTS, AuditQueryStore.LAST_ID, 1).events().stream().findFirst();
    return new State(running.get(), failed, last.map(EventView::of));
  }

  /// Begins a check. While one is under way here, there is nothing to begin.
  public void start(RequestContext by) {
    if (running.compareAndSet(false, true)) {
      failed = Optional.empty();
      Thread.ofVirtual().name("audit-check").start(() -> check(by));
    }
  }

  private void check(RequestContext by) {
    try {
      recording.accept(new AuditEvent.Verified(verifier.verify()), by);
    } catch (Refused refused) {
      failed = Optional.of(refused.detail());
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the audit trail could not be checked");
      failed = Optional.of("it is written down in the server's log");
    } finally {
      running.set(false);
    }
  }
}
