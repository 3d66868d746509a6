package dev.signet.console.pages;

import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.BackgroundVerification;
import dev.signet.identity.activity.IdleAgents;
import dev.signet.identity.activity.ScopeUsage;
import dev.signet.identity.credentials.CredentialReview;
import dev.signet.tokens.signingkeys.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Items that need an operator's attention. They are counted in the background: a page shows the
/// latest counts and does not wait.
final class AttentionItems {
  /// The highest number that is counted.
  static final int COUNT_LIMIT = 10_000;

  private static final Duration MAX_SNAPSHOT_AGE = Duration.ofSeconds(30);
  private static final Duration MAX_CHECK_AGE = Duration.ofDays(7);

  /// How long a key may sign beyond the rotation period before it is reported.
  private static final Duration ROTATION_TOLERANCE = Duration.ofDays(1);

  /// An item that needs attention.
  ///
  /// @param path the list with the details
  record Item(String key, String count, String text, String path, boolean isBad) {}

  /// @param countedAt the time of the count
  record AttentionSnapshot(List<Item> items, Instant countedAt) {}

  private final CredentialReview ageing;
  private final IdleAgents idle;
  private final ScopeUsage scopeUses;
  private final BackgroundVerification checks;
  private final SigningKeys keys;
  private final Duration keyRotation;
  private final Clock clock;
  private final AtomicBoolean counting = new AtomicBoolean();
  private volatile @Nullable AttentionSnapshot last;

  AttentionItems(
      CredentialReview ageing,
      IdleAgents idle,
      ScopeUsage scopeUses,
      BackgroundVerification checks,
      SigningKeys keys,
      Duration keyRotation,
      Clock clock) {
    this.ageing = ageing;
    this.idle = idle;
    this.scopeUses = scopeUses;
    this.checks = checks;
    this.keys = keys;
    this.keyRotation = keyRotation;
    this.clock = clock;
  }

  /// The latest counts; empty until the first count is finished.
  Optional<AttentionSnapshot> last() {
    var known = last;
    if ((known == null || known.countedAt().plus(MAX_SNAPSHOT_AGE).isBefore(clock.instant()))
        && counting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("console-attention").start(this::count);
    }
    return Optional.ofNullable(known);
  }

  private void count() {
    try {
      last = new AttentionSnapshot(items(), clock.instant());
    } catch (Refused refused) {
      var trouble =
          new Item("database", "!", "Database reads are delayed: " + refused.detail(), "", true);
      last = new AttentionSnapshot(List.of(trouble), clock.instant());
    } finally {
      counting.set(false);
    }
  }

  private List<Item> items() {
    var items = new ArrayList<Item>();
    auditCheckItem().ifPresent(items::add);
    if (keys.oldestCurrent().compareTo(keyRotation.plus(ROTATION_TOLERANCE)) > 0) {
      var text =
          "A signing key has been in use for %d days; it was due for rotation after %d"
              .formatted(keys.oldestCurrent().toDays(), keyRotation.toDays());
      items.add(new Item("keys", "!", text, "", true));
    }
    add(
        items,
        "expiring",
        ageing.countExpiring(COUNT_LIMIT),
        "credential expires within %d days; its agent gets no tokens after that",
        "credentials expire within %d days; their agents get no tokens after that",
        CredentialReview.EXPIRING_WITHIN);
    add(
        items,
        "unrotated",
        ageing.countNeverRotated(COUNT_LIMIT),
        "secret is older than %d days and was never rotated",
        "secrets are older than %d days and were never rotated",
        CredentialReview.UNROTATED_AFTER);
    add(
        items,
        "idle",
        idle.count(COUNT_LIMIT),
        "active agent has been idle for %d days",
        "active agents have been idle for %d days",
        IdleAgents.IDLE_AFTER);
    add(
        items,
        "scopes",
        scopeUses.count(COUNT_LIMIT),
        "agent has scopes that it has never requested in %d days or more",
        "agents have scopes that they have never requested in %d days or more",
        ScopeUsage.UNUSED_AFTER);
    return items;
  }

  private Optional<Item> auditCheckItem() {
    var state = checks.state();
    if (state.last().isEmpty()) {
      return auditCheckItem("The audit log has not been checked yet", false);
    }
    if (!state.isLastValid()) {
      return auditCheckItem("The last check found that the audit log was changed", true);
    }
    return state.last().get().timestamp().plus(MAX_CHECK_AGE).isBefore(clock.instant())
        ? auditCheckItem("The audit log was last checked more than a week ago", false)
        : Optional.empty();
  }

  private static Optional<Item> auditCheckItem(String text, boolean isBad) {
    return Optional.of(new Item("audit-log", "!", text, "/console/audit/check", isBad));
  }

  private static void add(
      List<Item> items, String key, long count, String one, String many, Duration days) {
    if (count > 0) {
      var shown = "%,d%s".formatted(count, count == COUNT_LIMIT ? "+" : "");
      var text = (count == 1 ? one : many).formatted(days.toDays());
      items.add(new Item(key, shown, text, OverviewPages.ATTENTION + "/" + key, false));
    }
  }
}
