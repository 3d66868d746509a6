package dev.signet.validity.replay;

import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The SQL of one-time uses.
final class OneTimeUseStore {
  /// 128 bits in base64url.
  static final int DIGEST_LENGTH = 22;

  private final String spend;

  /// The same SQL text for any number of rows, so the database has to prepare a single statement.
  /// Rows are inserted in the order of their digests: two transactions with the same two rows must
  /// not deadlock.
  OneTimeUseStore(Dialect dialect) {
    this.spend =
        """
        INSERT INTO one_time_uses (digest, forget_after)
        SELECT SUBSTR(value, 1, :length), CAST(SUBSTR(value, :length + 1) AS BIGINT)
        FROM %s WHERE true ORDER BY 1
        ON CONFLICT DO NOTHING
        RETURNING digest
        """
            .formatted(dialect.textsOf(":uses"));
  }

  /// A row to insert: a digest, and when it can be deleted.
  record Row(String digest, Instant expiresAt) {
    String packed() {
      return digest + expiresAt.toEpochMilli();
    }
  }

  /// Inserts the uses that are not stored yet.
  ///
  /// @return the digests that were inserted
  Set<String> consume(Tx tx, Collection<Row> rows) {
    // Digits and the base64url alphabet need no escaping in JSON.
    var uses = new StringBuilder("[");
    for (var row : rows) {
      uses.append(uses.length() == 1 ? "\"" : ",\"").append(row.packed()).append('"');
    }
    // Not by row counts, which PostgreSQL's driver does not report for a batch.
    return new HashSet<>(
        tx.query(spend)
            .bind("uses", uses.append(']').toString())
            .bind("length", DIGEST_LENGTH)
            .mapTo(String.class)
            .list());
  }

  boolean isAnyConsumed(Tx tx, Collection<String> digests) {
    return tx.query("SELECT 1 FROM one_time_uses WHERE digest IN (<digests>) LIMIT 1")
        .bindList("digests", List.copyOf(digests))
        .mapTo(Long.class)
        .findOne()
        .isPresent();
  }

  int deleteOlder(Tx tx, Instant than, int limit) {
    return tx.update(
            """
            DELETE FROM one_time_uses WHERE digest IN (
              SELECT digest FROM one_time_uses WHERE forget_after < :than LIMIT :limit)
            """)
        .bind("than", than.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }
}
