package dev.signet.identity.operatorkeys;

import dev.signet.base.db.Db;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent;
import java.util.Optional;

/// Revokes operator keys whose secrets were reported as leaked, except the last key that may do
/// everything: without it no other key could be created.
public final class OperatorKeyLeakHandler implements LeakHandler {
  private final Db db;
  private final Audit audit;
  private final KeyedHash keyedHash;
  private final OperatorKeys keys;

  public OperatorKeyLeakHandler(Db db, Audit audit, KeyedHash keyedHash, OperatorKeys keys) {
    this.db = db;
    this.audit = audit;
    this.keyedHash = keyedHash;
    this.keys = keys;
  }

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    if (!OperatorKeys.isWellFormed(secret.reveal())) {
      return Optional.empty();
    }
    var hash = keyedHash.hash(SecretKind.OPERATOR_KEY, secret);
    return keys.findByAnyHash(hash)
        .map(id ->
            db.inTransaction(tx -> {
              var reported =
                  new LeakReportedEvent(
                      report,
                      LeakReportedEvent.nameOf(SecretKind.OPERATOR_KEY),
                      keys.endLeaked(tx, id, hash, report),
                      id.value(),
                      Optional.empty(),
                      Optional.empty());
              if (reported.leakOutcome() != LeakReportedEvent.LeakOutcome.ALREADY_DEAD) {
                audit.record(tx, reported, report.from());
              }
              return reported;
            }));
  }
}
