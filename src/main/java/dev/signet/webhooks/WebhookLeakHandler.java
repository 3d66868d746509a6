package dev.signet.webhooks;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import dev.signet.webhooks.WebhookStatus.DisabledReason;
import dev.signet.webhooks.WebhookStore.StoredSecret;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Disables the webhooks of a secret that was reported as leaked, whatever the setting says: a
/// receiver can no longer tell our messages from forged ones. Nothing is lost, because a webhook
/// that is enabled after a rotation is sent what it missed. An earlier secret just ends.
final class WebhookLeakHandler implements LeakHandler {
  private final Db db;
  private final Audit audit;
  private final Webhooks webhooks;
  private final Clock clock;

  WebhookLeakHandler(Db db, Audit audit, Webhooks webhooks, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.webhooks = webhooks;
    this.clock = clock;
  }

  /// Several webhooks may have the secret: all are disabled, each in its own transaction. The
  /// returned event is that of the first for which something was done.
  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    if (!secret.reveal().startsWith(SecretKind.WEBHOOK_SECRET.prefix())) {
      return Optional.empty();
    }
    var hash = webhooks.secrets().hash(secret);
    var reported = new ArrayList<LeakReportedEvent>();
    var found = db.read(handle -> webhooks.store().findSecrets(handle, hash));
    for (var one : found) {
      // Those of an earlier report cost nothing again.
      if (!one.isLeaked() || (one.equals(found.getLast()) && reported.isEmpty())) {
        db.inTransaction(tx -> end(tx, one.webhook(), hash, report)).ifPresent(reported::add);
      }
    }
    return reported.stream()
        .filter(event -> event.leakOutcome() != LeakOutcome.ALREADY_DEAD)
        .findFirst()
        .or(() -> reported.stream().findFirst());
  }

  private Optional<LeakReportedEvent> end(Tx tx, WebhookId id, String hash, LeakReport report) {
    var webhook = webhooks.store().lock(tx, id);
    // By their hash: a number may have been given again since the secret was looked up.
    var secrets =
        webhooks.store().secrets(tx.handle(), id).stream()
            .filter(stored -> stored.secret().hash().equals(hash))
            .toList();
    if (webhook.isEmpty() || secrets.isEmpty()) {
      return Optional.empty();
    }
    var outcome = outcome(secrets);
    if (outcome == LeakOutcome.QUARANTINED) {
      var _ = webhooks.disableIfActive(tx, id, DisabledReason.SECRET_LEAKED, report.from());
    }
    webhooks.store().saveLeak(tx, id, hash, clock.instant());
    var reported =
        new LeakReportedEvent(
            report,
            LeakReportedEvent.nameOf(SecretKind.WEBHOOK_SECRET),
            outcome,
            id.value(),
            Optional.empty(),
            webhook.get().organization().map(OrganizationId::value));
    if (outcome != LeakOutcome.ALREADY_DEAD) {
      audit.record(tx, reported, report.from());
    }
    return Optional.of(reported);
  }

  /// @param secrets those with the reported value: after a rotation to the secret that the webhook
  ///   had before, there are two
  private LeakOutcome outcome(List<StoredSecret> secrets) {
    var now = clock.instant();
    var valid =
        secrets.stream().filter(stored -> stored.isValid(now) && !stored.isLeaked()).toList();
    if (valid.isEmpty()) {
      return LeakOutcome.ALREADY_DEAD;
    }
    return valid.stream().anyMatch(StoredSecret::isCurrent)
        ? LeakOutcome.QUARANTINED
        : LeakOutcome.OVERLAP_ENDED;
  }
}
