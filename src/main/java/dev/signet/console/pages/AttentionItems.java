package dev.signet.console.pages;

import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.BackgroundVerification;
import dev.signet.identity.agents.IdleAgents;
import dev.signet.identity.agents.ScopeUsage;
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

/// What somebody should look at, counted in the background: a page shows what was counted last, and
/// waits for nothing.
final class AttentionItems {
  /// How far is counted.
  static final int COUNT_LIMIT = 10_000;

  private static final Duration MAX_SNAPSHOT_AGE = Duration.ofSeconds(30);
  private static final Duration MAX_CHECK_AGE = Duration.ofDays(7);

  /// For how much longer than planned a key may sign before that is told of.
  private static final Duration ROTATION_TOLERANCE = Duration.ofDays(1);

  /// One thing to look at.
  ///
  /// @param path of the list that shows them
  record Item(String key, String count, String text, String path, boolean isBad) {}

  /// @param countedAt when it was counted
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

  /// What was counted last; empty the first time, while it is being counted.
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
          new Item(
              "database", "!", "The database keeps reads waiting: " + refused.detail(), "", true);
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
          "A signing key has been signing for %d days; it was to be replaced after %d"
              .formatted(keys.oldestCurrent().toDays(), keyRotation.toDays());
      items.add(new Item("keys", "!", text, "", true));
    }
    add(
        items,
        "expiring",
        ageing.countExpiring(COUNT_LIMIT),
        "credential expires within %d days, and its agent stops then",
        "credentials expire within %d days, and their agents stop then",
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
        "active agent has done nothing for %d days",
        "active agents have done nothing for %d days",
        IdleAgents.IDLE_AFTER);
    add(
        items,
        "scopes",
        scopeUses.count(COUNT_LIMIT),
        "agent has scopes that it has not asked for once in %d days or more",
        "agents have scopes that they have not asked for once in %d days or more",
        ScopeUsage.UNUSED_AFTER);
    return items;
  }

  private Optional<Item> auditCheckItem() {
    var state = checks.state();
    if (state.last().isEmpty()) {
      return auditCheckItem("Nobody has checked yet whether the audit trail is whole", false);
    }
    if (!state.isLastValid()) {
      return auditCheckItem(
          "The last check found that the audit trail is not as it was written", true);
    }
    return state.last().get().timestamp().plus(MAX_CHECK_AGE).isBefore(clock.instant())
        ? auditCheckItem("The audit trail was last checked more than a week ago", false)
        : Optional.empty();
  }

  private static Optional<Item> auditCheckItem(String text, boolean isBad) {
    return Optional.of(new Item("trail", "!", text, "/console/audit/check", isBad));
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
