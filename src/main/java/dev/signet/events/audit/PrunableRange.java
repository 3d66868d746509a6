package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How much of a chain's beginning retention may delete: only events that are unchanged and signed
/// for. An anchor signs for the deletion. Without this check an attacker with write access to the
/// database could have events deleted and the deletion signed, by setting an older time in their
/// rows.
final class PrunableRange {
  private static final int BATCH = 500;
  private static final Logger LOG = LoggerFactory.getLogger(PrunableRange.class);

  private final Db db;
  private final ChainStore store;
  private final AuditKeys keys;
  private final BackgroundThrottle throttle;
  private final RetentionHold hold;

  PrunableRange(
      Db db, ChainStore store, AuditKeys keys, BackgroundThrottle throttle, RetentionHold hold) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.throttle = throttle;
    this.hold = hold;
  }

  /// The last link of the chain's beginning that happened before `cutoff` and includes no unexpired
  /// token, as far as the [RetentionHold] allows. Empty when there is none, or when the links are
  /// not what was signed for.
  Optional<ChainHead> upTo(String chainId, Instant cutoff, Instant now) {
    var opening = db.read(handle -> store.opening(handle, chainId));
    var anchor = db.read(handle -> store.anchor(handle, chainId));
    if (opening.filter(found -> found.isSignatureValid(keys)).isEmpty()
        || anchor.filter(found -> !found.isSignatureValid(keys)).isPresent()) {
      return Optional.empty();
    }
    var start = anchor.map(Cursor::at).orElse(Cursor.BEGINNING);
    var lastDeletable = db.read(handle -> hold.lastDeletable(handle, chainId));
    if (read(chainId, start.seq(), lastDeletable, 1).stream()
        .noneMatch(link -> isOld(link, cutoff, now))) {
      return Optional.empty();
    }
    return signed(opening.get(), cutoff)
        .filter(head -> head.seq() > start.seq())
        .flatMap(head -> walk(start, head, lastDeletable, cutoff, now));
  }

  /// A link that was signed for and follows the old ones: the first such link, or else the last
  /// one.
  private Optional<ChainHead> signed(ChainOpening opening, Instant cutoff) {
    if (opening.isAdoption()) {
      return Optional.of(new ChainHead(opening.chainId(), opening.seq(), opening.hash()));
    }
    var found = Optional.<ChainHead>empty();
    var number = 0L;
    List<Checkpoint> batch;
    do {
      var after = number;
      batch = db.read(handle -> store.checkpoints(handle, after, BATCH));
      for (var checkpoint : batch) {
        number = checkpoint.number();
        if (found.isPresent()
            && checkpoint.takenAt().isAfter(cutoff.plus(SignedChainEnd.TOLERANCE))) {
          return found;
        }
        var head = headOf(checkpoint, opening.chainId());
        if (head.isPresent() && checkpoint.isSignatureValid(keys)) {
          found = head;
          if (!checkpoint.takenAt().isBefore(cutoff)) {
            return found;
          }
        }
      }
    } while (batch.size() == BATCH);
    return found;
  }

  private static Optional<ChainHead> headOf(Checkpoint checkpoint, String chainId) {
    return checkpoint.heads().contains(chainId)
        ? checkpoint.parsedHeads().stream()
            .filter(head -> head.chainId().equals(chainId))
            .findFirst()
        : Optional.empty();
  }

  private Optional<ChainHead> walk(
      Cursor start, ChainHead signed, long lastDeletable, Instant cutoff, Instant now) {
    var at = start;
    var old = Optional.<ChainHead>empty();
    var stillOld = true;
    while (at.seq() < signed.seq()) {
      var part = throttle.begin();
      var links = read(signed.chainId(), at.seq(), signed.seq(), BATCH);
      for (var link : links) {
        if (!at.isFollowedBy(link)) {
          return logUnlessPruned(start, link.chainId(), link.seq());
        }
        at = Cursor.at(link);
        stillOld = stillOld && link.seq() <= lastDeletable && isOld(link, cutoff, now);
        if (stillOld) {
          old = Optional.of(new ChainHead(link.chainId(), link.seq(), link.hash()));
        }
      }
      if (links.isEmpty()) {
        return logUnlessPruned(start, signed.chainId(), at.seq() + 1);
      }
      part.pause();
    }
    return signed.hash().equals(at.hash())
        ? old
        : logUnlessPruned(start, signed.chainId(), signed.seq());
  }

  private List<ChainLink> read(String chainId, long seq, long last, int limit) {
    return db.readIfUndamaged(handle -> store.links(handle, chainId, seq, last, limit))
        .orElse(List.of());
  }

  private static boolean isOld(ChainLink link, Instant cutoff, Instant now) {
    var happened = link.entry().timestamp();
    var neededUntil = link.entry().token().map(Event.IssuedToken::expiresAt).orElse(happened);
    return happened.isBefore(cutoff) && !neededUntil.isAfter(now);
  }

  /// Logs a mismatch, unless another node has pruned the chain meanwhile.
  private Optional<ChainHead> logUnlessPruned(Cursor start, String chainId, long seq) {
    var pruned =
        db.read(handle -> store.anchor(handle, chainId)).map(PruningAnchor::seq).orElse(0L);
    if (pruned <= start.seq()) {
      LOG.atWarn()
          .addKeyValue("chain", chainId)
          .addKeyValue("seq", seq)
          .log("old events of the audit log are kept, as they are not what was signed for");
    }
    return Optional.empty();
  }
}
