package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.ChainPosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL of limits of tokens: the windows, and the leases of nodes.
final class TokenWindowStore {
  private static final String WINDOWS =
      """
      SELECT organization_id, quota, window_start, taken, warned_at, reached_at FROM quota_windows
      """;
  private static final String LEASES =
      """
      SELECT chain_id, organization_id, quota, window_start, tokens, seq FROM quota_leases
      JOIN quota_windows ON quota_windows.window_key = quota_leases.window_key
      """;

  private final String lock;

  TokenWindowStore(Dialect dialect) {
    lock = WINDOWS + "WHERE window_key IN (<keys>) ORDER BY window_key" + dialect.forUpdate();
  }

  /// A window that tokens were taken from.
  ///
  /// @param taken how many tokens nodes have leased, issued or not
  record WindowRow(TokenWindow window, long taken, boolean isWarned, boolean isReached) {}

  /// Tokens that a node may issue.
  ///
  /// @param position the position in its chain after which it has issued them
  record LeaseRow(TokenWindow window, ChainPosition position, long tokens) {}

  /// These windows, locked until the end of the transaction; those that are new are added.
  Map<TokenWindow, WindowRow> lockOrAdd(Tx tx, Collection<TokenWindow> windows) {
    var rows = lock(tx, windows);
    var missing = windows.stream().filter(window -> !rows.containsKey(window)).sorted().toList();
    if (!missing.isEmpty()) {
      add(tx, missing);
      rows.putAll(lock(tx, missing));
    }
    return rows;
  }

  private static void add(Tx tx, List<TokenWindow> windows) {
    var batch =
        tx.batch(
            """
            INSERT INTO quota_windows
              (window_key, organization_id, quota, window_start, window_end, taken)
            VALUES (:key, :organization, :quota, :start, :end, 0) ON CONFLICT DO NOTHING
            """);
    for (var window : windows) {
      batch
          .bind("key", window.key())
          .bind("organization", window.organization().value())
          .bind("quota", window.quota().wire())
          .bind("start", window.start().toEpochMilli())
          .bind("end", window.end().toEpochMilli())
          .add();
    }
    batch.execute();
  }

  /// Those of these windows that there are, locked until the end of the transaction.
  Map<TokenWindow, WindowRow> lock(Tx tx, Collection<TokenWindow> windows) {
    var found = new HashMap<TokenWindow, WindowRow>();
    tx.query(lock)
        .bindList("keys", keys(windows))
        .map((row, _) -> windowRow(row))
        .forEach(row -> found.put(row.window(), row));
    return found;
  }

  private static List<String> keys(Collection<TokenWindow> windows) {
    return windows.stream().map(TokenWindow::key).toList();
  }

  Optional<WindowRow> find(Handle handle, TokenWindow window) {
    return handle
        .createQuery(WINDOWS + "WHERE window_key = :key")
        .bind("key", window.key())
        .map((row, _) -> windowRow(row))
        .findOne();
  }

  /// Takes tokens from windows that the transaction has locked, or puts them back.
  void addTaken(Tx tx, Map<TokenWindow, Long> tokens) {
    if (tokens.isEmpty()) {
      return;
    }
    var batch =
        tx.batch("UPDATE quota_windows SET taken = taken + :tokens WHERE window_key = :key");
    tokens.forEach(
        (window, number) -> batch.bind("key", window.key()).bind("tokens", number).add());
    batch.execute();
  }

  /// Stores that the event of a warning is recorded.
  ///
  /// @return whether it was not before
  boolean setWarned(Tx tx, TokenWindow window, Instant now) {
    return setOnce(tx, "warned_at", window, now);
  }

  /// As [#setWarned], for the event of a limit that is used up.
  boolean setReached(Tx tx, TokenWindow window, Instant now) {
    return setOnce(tx, "reached_at", window, now);
  }

  private static boolean setOnce(Tx tx, String column, TokenWindow window, Instant now) {
    return tx.update(
                """
                UPDATE quota_windows SET %1$s = :now WHERE window_key = :key AND %1$s IS NULL
                """
                    .formatted(column))
            .bind("key", window.key())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /// Stores that the event of the end of a used up window is recorded.
  ///
  /// @return whether it was not before
  boolean setLifted(Tx tx, TokenWindow window, Instant now) {
    return tx.update(
                """
                UPDATE quota_windows SET lifted_at = :now
                WHERE window_key = :key AND reached_at IS NOT NULL AND lifted_at IS NULL
                """)
            .bind("key", window.key())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /// Makes a window that was used up one that is not, after its limit was raised.
  void reopen(Tx tx, TokenWindow window, boolean keepWarned) {
    tx.update(
            """
            UPDATE quota_windows SET reached_at = NULL, lifted_at = NULL,
              warned_at = CASE WHEN :keepWarned THEN warned_at END
            WHERE window_key = :key
            """)
        .bind("key", window.key())
        .bind("keepWarned", keepWarned)
        .execute();
  }

  /// The windows of an organization that are used up, and have not ended.
  List<WindowRow> reached(Tx tx, OrganizationId organization, Instant now) {
    return windows(
        tx.query(
                WINDOWS
                    + """
                    WHERE organization_id = :organization AND window_end > :now
                      AND reached_at IS NOT NULL AND lifted_at IS NULL
                    ORDER BY window_key
                    """)
            .bind("organization", organization.value())
            .bind("now", now.toEpochMilli()));
  }

  /// The organizations with a tier of which a window is used up, and has not ended.
  List<OrganizationId> organizationsAtLimit(Tx tx, String tier, Instant now) {
    return tx.query(
            """
            SELECT DISTINCT quota_windows.organization_id FROM quota_windows
            JOIN quota_holders ON quota_holders.organization_id = quota_windows.organization_id
            WHERE tier = :tier AND window_end > :now
              AND reached_at IS NOT NULL AND lifted_at IS NULL
            ORDER BY quota_windows.organization_id
            """)
        .bind("tier", tier)
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .map(OrganizationId::new)
        .list();
  }

  /// The windows that were used up when they ended, and whose event is still to be recorded.
  List<WindowRow> endedAtLimit(Handle handle, Instant now, int limit) {
    return windows(
        handle
            .createQuery(
                WINDOWS
                    + """
                    WHERE window_end <= :now AND reached_at IS NOT NULL AND lifted_at IS NULL
                    ORDER BY window_end LIMIT :limit
                    """)
            .bind("now", now.toEpochMilli())
            .bind("limit", limit));
  }

  /// Deletes windows that ended before a time, and from which no node has a lease.
  ///
  /// @return how many
  int deleteEnded(Tx tx, Instant before, int limit) {
    return tx.update(
            """
            DELETE FROM quota_windows WHERE window_key IN (
              SELECT window_key FROM quota_windows
              WHERE window_end < :before AND (reached_at IS NULL OR lifted_at IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM quota_leases
                  WHERE quota_leases.window_key = quota_windows.window_key)
              LIMIT :limit)
            """)
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  /// The leases of one chain, those that there are.
  Map<TokenWindow, LeaseRow> leases(Handle handle, String chain, Collection<TokenWindow> windows) {
    var found = new HashMap<TokenWindow, LeaseRow>();
    leases(
            handle
                .createQuery(
                    LEASES + "WHERE chain_id = :chain AND quota_leases.window_key IN (<keys>)")
                .bind("chain", chain)
                .bindList("keys", keys(windows)))
        .forEach(lease -> found.put(lease.window(), lease));
    return found;
  }

  /// Stores what a node may issue after a position.
  void saveLeases(Tx tx, Collection<LeaseRow> leases, Instant expiresAt) {
    if (leases.isEmpty()) {
      return;
    }
    var batch =
        tx.batch(
            """
            INSERT INTO quota_leases (chain_id, window_key, tokens, seq, expires_at)
            VALUES (:chain, :key, :tokens, :seq, :expiresAt)
            ON CONFLICT (chain_id, window_key) DO UPDATE SET
              tokens = excluded.tokens, seq = excluded.seq, expires_at = excluded.expires_at
            """);
    for (var lease : leases) {
      batch
          .bind("chain", lease.position().chainId())
          .bind("key", lease.window().key())
          .bind("tokens", lease.tokens())
          .bind("seq", lease.position().seq())
          .bind("expiresAt", expiresAt.toEpochMilli())
          .add();
    }
    batch.execute();
  }

  void deleteLease(Tx tx, LeaseRow lease) {
    tx.update("DELETE FROM quota_leases WHERE chain_id = :chain AND window_key = :key")
        .bind("chain", lease.position().chainId())
        .bind("key", lease.window().key())
        .execute();
  }

  /// The leases of all nodes of a window.
  List<LeaseRow> leases(Handle handle, TokenWindow window) {
    return leases(
        handle
            .createQuery(LEASES + "WHERE quota_leases.window_key = :key")
            .bind("key", window.key()));
  }

  /// The leases of this chain that expired by one time, and those of others by another.
  List<LeaseRow> expiredLeases(
      Handle handle, String own, Instant ownBefore, Instant othersBefore, int limit) {
    return leases(
        handle
            .createQuery(
                LEASES
                    + """
                    WHERE (chain_id = :own AND expires_at <= :ownBefore)
                      OR (chain_id <> :own AND expires_at <= :othersBefore)
                    ORDER BY expires_at LIMIT :limit
                    """)
            .bind("own", own)
            .bind("ownBefore", ownBefore.toEpochMilli())
            .bind("othersBefore", othersBefore.toEpochMilli())
            .bind("limit", limit));
  }

  /// Deletes everything of an organization.
  void deleteAll(Tx tx, OrganizationId organization) {
    tx.update(
            """
            DELETE FROM quota_leases WHERE window_key IN (
              SELECT window_key FROM quota_windows WHERE organization_id = :organization)
            """)
        .bind("organization", organization.value())
        .execute();
    tx.update("DELETE FROM quota_windows WHERE organization_id = :organization")
        .bind("organization", organization.value())
        .execute();
  }

  private static List<WindowRow> windows(Query query) {
    return query.map((row, _) -> windowRow(row)).list();
  }

  private static List<LeaseRow> leases(Query query) {
    return query
        .map((row, _) ->
            new LeaseRow(
                window(row),
                new ChainPosition(row.getString("chain_id"), row.getLong("seq")),
                row.getLong("tokens")))
        .list();
  }

  private static TokenWindow window(ResultSet row) throws SQLException {
    return new TokenWindow(
        new OrganizationId(row.getString("organization_id")),
        Quota.parse(row.getString("quota")).orElseThrow(),
        Instant.ofEpochMilli(row.getLong("window_start")));
  }

  private static WindowRow windowRow(ResultSet row) throws SQLException {
    return new WindowRow(
        window(row),
        row.getLong("taken"),
        row.getObject("warned_at") != null,
        row.getObject("reached_at") != null);
  }
}
