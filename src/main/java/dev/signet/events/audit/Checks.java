package dev.signet.events.audit;

import dev.signet.base.callers.Origin;
import dev.signet.base.refusals.Refused;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks of the whole trail that somebody begins and does not wait for, as they take minutes where
/// the trail is long. What came of one is an event of the trail itself: every node finds it, and it
/// is chained like any other.
public final class Checks {
  static final String ACTION = "audit.verified";

  private static final Logger LOG = LoggerFactory.getLogger(Checks.class);
  private static final Filter CHECKED =
      new Filter(null, null, ACTION, null, null, null, null, null);

  /// What a check may have to say.
  ///
  /// @param isUnderWay on this node
  /// @param failed why the one that ran here last came to no end; empty when it did
  /// @param last what came of the last one that came to its end, on any node
  public record State(boolean isUnderWay, Optional<String> failed, Optional<EventView> last) {

    /// Whether the last one found the trail as it was written.
    public boolean isWhole() {
      return last.filter(event -> event.outcome().equals("success")).isPresent();
    }
  }

  private final Verifier verifier;
  private final Trail trail;
  private final BiConsumer<Event, Origin> recording;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile Optional<String> failed = Optional.empty();

  Checks(Verifier verifier, Trail trail, BiConsumer<Event, Origin> recording) {
    this.verifier = verifier;
    this.trail = trail;
    this.recording = recording;
  }

  public State state() {
    var last = trail.after(CHECKED, TrailStore.LAST, 1).events().stream().findFirst();
    return new State(underWay.get(), failed, last.map(EventView::of));
  }

  /// Begins a check. While one is under way here, there is nothing to begin.
  public void begin(Origin by) {
    if (underWay.compareAndSet(false, true)) {
      failed = Optional.empty();
      Thread.ofVirtual().name("audit-check").start(() -> check(by));
    }
  }

  private void check(Origin by) {
    try {
      recording.accept(new AuditEvent.Verified(verifier.verify()), by);
    } catch (Refused refused) {
      failed = Optional.of(refused.detail());
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("the audit trail could not be checked");
      failed = Optional.of("it is written down in the server's log");
    } finally {
      underWay.set(false);
    }
  }
}
