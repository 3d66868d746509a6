package dev.signet.events.audit;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refused;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies the whole audit log in the background, because that takes minutes for a long log. The
/// result is itself an event: every node finds it, and it is chained like every other.
public final class BackgroundVerification {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundVerification.class);
  private static final EventFilter VERIFICATION_EVENTS =
      new EventFilter(null, null, AuditEvents.VERIFIED.action(), null, null, null, null, null);

  /// The state of verification.
  ///
  /// @param isRunning on this node
  /// @param failure why the last run on this node did not finish; empty when it did
  /// @param last the result of the last finished verification, on any node
  public record State(boolean isRunning, Optional<String> failure, Optional<EventView> last) {

    /// Whether the last verification found the audit log intact.
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

  /// Starts a verification. Does nothing while one is running on this node.
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
      LOG.atError().setCause(e).log("the audit log could not be verified");
      failed = Optional.of("the server's log has the details");
    } finally {
      running.set(false);
    }
  }
}
