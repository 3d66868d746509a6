package dev.signet.events.audit;

import dev.signet.base.db.Tx;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/// The SQL of chains: their ends, checkpoints, anchors.
final class ChainStore {

  /// The chain with the next greater id, and its last link.
  Optional<ChainHead> nextHead(Handle handle, String afterChain) {
    return handle
        .createQuery(
            """
            SELECT chain_id, seq, hash FROM audit_events
            WHERE chain_id = (SELECT MIN(chain_id) FROM audit_events WHERE chain_id > :after)
            ORDER BY seq DESC LIMIT 1
            """)
        .bind("after", afterChain)
        .map((row, _) -> head(row))
        .findOne();
  }

  Optional<ChainHead> head(Handle handle, String chainId) {
    return handle
        .createQuery(
            """
            SELECT chain_id, seq, hash FROM audit_events
            WHERE chain_id = :chain ORDER BY seq DESC LIMIT 1
            """)
        .bind("chain", chainId)
        .map((row, _) -> head(row))
        .findOne();
  }

  OptionalLong firstSeq(Handle handle, String chainId) {
    return handle
        .createQuery("SELECT seq FROM audit_events WHERE chain_id = :chain ORDER BY seq LIMIT 1")
        .bind("chain", chainId)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /// The chain's links after `seq`, up to and including `last`.
  List<ChainLink> links(Handle handle, String chainId, long seq, long last, int limit) {
    return handle
        .createQuery(
            "SELECT "
                + ChainLinkRow.COLUMNS
                + """
                FROM audit_events
                WHERE chain_id = :chain AND seq > :seq AND seq <= :last
                ORDER BY seq LIMIT :limit
                """)
        .bind("chain", chainId)
        .bind("seq", seq)
        .bind("last", last)
        .bind("limit", limit)
        .map((row, _) -> ChainLinkRow.read(row))
        .list();
  }

  /// The hashes of some links, by their position in the chain.
  Map<Long, String> hashes(Handle handle, String chainId, Collection<Long> seqs) {
    var found = new HashMap<Long, String>();
    handle
        .createQuery(
            "SELECT seq, hash FROM audit_events WHERE chain_id = :chain AND seq IN (<seqs>)")
        .bind("chain", chainId)
        .bindList("seqs", seqs)
        .map((row, _) -> Map.entry(row.getLong("seq"), row.getString("hash")))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  int deleteUpTo(Tx tx, String chainId, long seq) {
    return tx.update("DELETE FROM audit_events WHERE chain_id = :chain AND seq <= :seq")
        .bind("chain", chainId)
        .bind("seq", seq)
        .execute();
  }

  /// Replaces the anchor of the chain, unless the stored one is further on already.
  void saveAnchor(Tx tx, PruningAnchor anchor) {
    tx.update(
            """
            INSERT INTO audit_anchors (
              chain_id, seq, hash, pruned_before, pruned_at, kid, signature)
            VALUES (:chain, :seq, :hash, :prunedBefore, :prunedAt, :kid, :signature)
            ON CONFLICT (chain_id) DO UPDATE SET
              seq = excluded.seq, hash = excluded.hash, pruned_before = excluded.pruned_before,
              pruned_at = excluded.pruned_at, kid = excluded.kid,
              signature = excluded.signature
            WHERE audit_anchors.seq < excluded.seq
            """)
        .bind("chain", anchor.chainId())
        .bind("seq", anchor.seq())
        .bind("hash", anchor.hash())
        .bind("prunedBefore", anchor.prunedBefore().toEpochMilli())
        .bind("prunedAt", anchor.prunedAt().toEpochMilli())
        .bind("kid", anchor.signature().kid())
        .bind("signature", anchor.signature().value())
        .execute();
  }

  Optional<PruningAnchor> anchor(Handle handle, String chainId) {
    return handle
        .createQuery(
            """
            SELECT chain_id, seq, hash, pruned_before, pruned_at, kid, signature
            FROM audit_anchors WHERE chain_id = :chain
            """)
        .bind("chain", chainId)
        .map((row, _) -> anchor(row))
        .findOne();
  }

  /// Anchors in the order of their chains' ids.
  List<PruningAnchor> anchors(Handle handle, String afterChain, int limit) {
    return handle
        .createQuery(
            """
            SELECT chain_id, seq, hash, pruned_before, pruned_at, kid, signature
            FROM audit_anchors WHERE chain_id > :after ORDER BY chain_id LIMIT :limit
            """)
        .bind("after", afterChain)
        .bind("limit", limit)
        .map((row, _) -> anchor(row))
        .list();
  }

  /// Adds a checkpoint and returns whether its number was still free: if two nodes add the same
  /// number, one gets true.
  boolean addCheckpoint(Tx tx, Checkpoint checkpoint) {
    return tx.update(
                """
                INSERT INTO audit_checkpoints (
                  number, taken_at, heads, prev_hash, hash, kid, signature)
                VALUES (:number, :takenAt, :heads, :prevHash, :hash, :kid, :signature)
                ON CONFLICT DO NOTHING
                """)
            .bind("number", checkpoint.number())
            .bind("takenAt", checkpoint.takenAt().toEpochMilli())
            .bind("heads", checkpoint.heads())
            .bind("prevHash", checkpoint.prevHash())
            .bind("hash", checkpoint.hash())
            .bind("kid", checkpoint.signature().kid())
            .bind("signature", checkpoint.signature().value())
            .execute()
        == 1;
  }

  /// The checkpoints after a number, in order.
  List<Checkpoint> checkpoints(Handle handle, long number, int limit) {
    return handle
        .createQuery(
            """
            SELECT number, taken_at, heads, prev_hash, hash, kid, signature
            FROM audit_checkpoints WHERE number > :number ORDER BY number LIMIT :limit
            """)
        .bind("number", number)
        .bind("limit", limit)
        .map((row, _) ->
            new Checkpoint(
                row.getLong("number"),
                time(row, "taken_at"),
                row.getString("heads"),
                row.getString("prev_hash"),
                row.getString("hash"),
                signature(row)))
        .list();
  }

  /// The last checkpoint's number; 0 before the first.
  long lastCheckpoint(Handle handle) {
    return handle
        .createQuery("SELECT COALESCE(MAX(number), 0) FROM audit_checkpoints")
        .mapTo(Long.class)
        .one();
  }

  void deleteCheckpointsUpTo(Tx tx, long number) {
    tx.update("DELETE FROM audit_checkpoints WHERE number <= :number")
        .bind("number", number)
        .execute();
  }

  /// Adds the opening of a chain; a chain has only one.
  void addOpening(Tx tx, ChainOpening opening) {
    tx.update(
            """
            INSERT INTO audit_openings (chain_id, opened_at, seq, hash, kid, signature)
            VALUES (:chain, :openedAt, :seq, :hash, :kid, :signature)
            """)
        .bind("chain", opening.chainId())
        .bind("openedAt", opening.openedAt().toEpochMilli())
        .bind("seq", opening.seq())
        .bind("hash", opening.hash())
        .bind("kid", opening.signature().kid())
        .bind("signature", opening.signature().value())
        .execute();
  }

  Optional<ChainOpening> opening(Handle handle, String chainId) {
    return handle
        .createQuery(
            """
            SELECT chain_id, opened_at, seq, hash, kid, signature
            FROM audit_openings WHERE chain_id = :chain
            """)
        .bind("chain", chainId)
        .map((row, _) -> opening(row))
        .findOne();
  }

  /// Openings in the order of their chains' ids.
  List<ChainOpening> openings(Handle handle, String afterChain, int limit) {
    return handle
        .createQuery(
            """
            SELECT chain_id, opened_at, seq, hash, kid, signature
            FROM audit_openings WHERE chain_id > :after ORDER BY chain_id LIMIT :limit
            """)
        .bind("after", afterChain)
        .bind("limit", limit)
        .map((row, _) -> opening(row))
        .list();
  }

  private static ChainOpening opening(ResultSet row) throws SQLException {
    return new ChainOpening(
        row.getString("chain_id"),
        time(row, "opened_at"),
        row.getLong("seq"),
        row.getString("hash"),
        signature(row));
  }

  /// The first link after `seq`, up to and including `last`, that happened after `until` and before
  /// `since`.
  OptionalLong firstBetween(
      Handle handle, String chainId, long seq, long last, Instant until, Instant since) {
    return handle
        .createQuery(
            """
            SELECT seq FROM audit_events
            WHERE chain_id = :chain AND seq > :seq AND seq <= :last
              AND occurred_at > :until AND occurred_at < :since
            ORDER BY seq LIMIT 1
            """)
        .bind("chain", chainId)
        .bind("seq", seq)
        .bind("last", last)
        .bind("until", until.toEpochMilli())
        .bind("since", since.toEpochMilli())
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  /// The keys, the one with the highest number last.
  List<AuditKeys.StoredAuditKey> keys(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT kid, number, public_jwk, sealed_private, created_at
            FROM audit_keys ORDER BY number
            """)
        .map((row, _) ->
            new AuditKeys.StoredAuditKey(
                row.getString("kid"),
                row.getLong("number"),
                row.getString("public_jwk"),
                row.getString("sealed_private"),
                time(row, "created_at")))
        .list();
  }

  /// Adds a key and returns whether its number was still free.
  boolean addKey(Tx tx, AuditKeys.StoredAuditKey key) {
    return tx.update(
                """
                INSERT INTO audit_keys (kid, number, public_jwk, sealed_private, created_at)
                VALUES (:kid, :number, :publicJwk, :sealedPrivate, :createdAt)
                ON CONFLICT DO NOTHING
                """)
            .bind("kid", key.kid())
            .bind("number", key.number())
            .bind("publicJwk", key.publicJwk())
            .bind("sealedPrivate", key.sealedPrivateKey())
            .bind("createdAt", key.createdAt().toEpochMilli())
            .execute()
        == 1;
  }

  private static ChainHead head(ResultSet row) throws SQLException {
    return new ChainHead(row.getString("chain_id"), row.getLong("seq"), row.getString("hash"));
  }

  private static PruningAnchor anchor(ResultSet row) throws SQLException {
    return new PruningAnchor(
        row.getString("chain_id"),
        row.getLong("seq"),
        row.getString("hash"),
        time(row, "pruned_before"),
        time(row, "pruned_at"),
        signature(row));
  }

  private static AuditSignature signature(ResultSet row) throws SQLException {
    return new AuditSignature(row.getString("kid"), row.getString("signature"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }
}
