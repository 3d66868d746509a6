package dev.signet.identity.users;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import java.time.Clock;
import java.util.Optional;

/// Ends sign-in links and console sessions whose secrets were reported as leaked, whatever the
/// setting says, because new ones are easily created. Ended ones are not stored, so they are not
/// recognised.
public final class SignInLeakHandler implements LeakHandler {
  /// The owner of the link that the first start prints.
  private static final String FIRST = "first";

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final KeyedHash keyedHash;
  private final UserStore store;

  public SignInLeakHandler(Db db, Audit audit, Clock clock, KeyedHash keyedHash, Users users) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.keyedHash = keyedHash;
    this.store = users.store();
  }

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    return link(secret, report).or(() -> session(secret, report));
  }

  private Optional<LeakReportedEvent> link(Secret secret, LeakReport report) {
    return hash(SecretKind.SIGN_IN_LINK, secret)
        .flatMap(hash ->
            db.read(handle -> store.findLink(handle, hash))
                .map(link -> {
                  var whose = link.user().map(UserId::value).orElse(FIRST);
                  return db.inTransaction(tx -> {
                    var ended = store.consumeLink(tx, hash, clock.instant()).isPresent();
                    return recordEnd(tx, report, SecretKind.SIGN_IN_LINK, ended, whose);
                  });
                }));
  }

  private Optional<LeakReportedEvent> session(Secret secret, LeakReport report) {
    return hash(SecretKind.SESSION, secret)
        .flatMap(hash ->
            db.read(handle -> store.findSession(handle, hash))
                .map(session ->
                    db.inTransaction(tx -> {
                      var ended =
                          store.deleteSession(tx, hash) && session.isActive(clock.instant());
                      return recordEnd(tx, report, SecretKind.SESSION, ended, session.id());
                    })));
  }

  /// Empty when the text does not have the format.
  private Optional<String> hash(SecretKind kind, Secret secret) {
    return SecretFormat.matchesFormat(kind, secret.reveal())
        ? Optional.of(keyedHash.hash(kind, secret))
        : Optional.empty();
  }

  private LeakReportedEvent recordEnd(
      Tx tx, LeakReport report, SecretKind kind, boolean ended, String id) {
    var reported =
        new LeakReportedEvent(
            report,
            LeakReportedEvent.nameOf(kind),
            ended ? LeakOutcome.REVOKED : LeakOutcome.ALREADY_DEAD,
            id,
            Optional.empty(),
            Optional.empty());
    if (ended) {
      audit.record(tx, reported, report.from());
    }
    return reported;
  }
}
