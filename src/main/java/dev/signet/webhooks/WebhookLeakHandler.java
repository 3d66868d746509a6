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
import dev.signet.webhooks.WebhookStore.FoundSecret;
import java.time.Clock;
import java.util.Optional;

/// Disables the webhook of a secret that was reported as leaked, whatever the setting says: a
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

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    if (!secret.reveal().startsWith(SecretKind.WEBHOOK_SECRET.prefix())) {
      return Optional.empty();
    }
    var hash = webhooks.secrets().hash(secret);
    return db.read(handle -> webhooks.store().findSecret(handle, hash))
        .flatMap(found -> db.inTransaction(tx -> end(tx, found, report)));
  }

  private Optional<LeakReportedEvent> end(Tx tx, FoundSecret found, LeakReport report) {
    var webhook = webhooks.store().lock(tx, found.webhook());
    if (webhook.isEmpty()) {
      return Optional.empty();
    }
    var outcome = outcome(tx, found, report);
    var reported =
        new LeakReportedEvent(
            report,
            LeakReportedEvent.nameOf(SecretKind.WEBHOOK_SECRET),
            outcome,
            found.webhook().value(),
            Optional.empty(),
            webhook.get().organization().map(OrganizationId::value));
    if (outcome != LeakOutcome.ALREADY_DEAD) {
      audit.record(tx, reported, report.from());
    }
    return Optional.of(reported);
  }

  private LeakOutcome outcome(Tx tx, FoundSecret found, LeakReport report) {
    var secret =
        webhooks.store().secrets(tx.handle(), found.webhook()).stream()
            .filter(stored -> stored.number() == found.number())
            .findFirst();
    if (secret.isEmpty()) {
      return LeakOutcome.ALREADY_DEAD;
    }
    var until = secret.get().validUntil();
    if (until.isPresent()) {
      webhooks.store().deleteSecret(tx, found);
      return clock.instant().isBefore(until.get())
          ? LeakOutcome.OVERLAP_ENDED
          : LeakOutcome.ALREADY_DEAD;
    }
    return webhooks.disableIfActive(
            tx, found.webhook(), DisabledReason.SECRET_LEAKED, report.from())
        ? LeakOutcome.QUARANTINED
        : LeakOutcome.ALREADY_DEAD;
  }
}
