package dev.signet.identity.directory;

import static java.util.Objects.requireNonNull;

import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.text.SearchText;
import dev.signet.identity.agents.Agent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// The SQL for finding agents by a substring. The two databases differ here: SQLite's full-text
/// index is a table that is maintained beside the agents table, PostgreSQL's is an ordinary index,
/// if it could be created.
final class AgentTextIndex {

  /// Shorter texts are not indexed.
  private static final int INDEXED_LENGTH = 3;

  /// A row that matches this prefix of the trigrams nearly always matches the whole text.
  private static final int MOST_TRIGRAMS = 24;

  /// Equals [AgentOrder#NAME_KEY], for queries over several tables.
  private static final String NAME_KEY =
      "(substr(agents.search_text, 1, length(agents.name)) || ' ' || agents.agent_id)";

  private static final String FITTING =
      """
      AND (CAST(:organization AS TEXT) IS NULL OR organization_id = :organization)
        AND (CAST(:status AS TEXT) IS NULL OR status = :status)
        AND (CAST(:owner AS TEXT) IS NULL OR owner = :owner)
        AND (CAST(:agentType AS TEXT) IS NULL OR agent_type = :agentType)
        AND kind = 'agent'
        AND agents.search_text LIKE :text ESCAPE '!'
      """;

  private static final String IN_SQLITE =
      """
      FROM agent_trigrams
      CROSS JOIN agent_numbers ON agent_numbers.number = agent_trigrams.rowid
      CROSS JOIN agents ON agents.agent_id = agent_numbers.agent_id
      WHERE agent_trigrams MATCH :trigrams
      """;

  private static final String IN_POSTGRESQL = "FROM agents WHERE 1 = 1 ";

  private final Dialect dialect;
  private final Map<AgentOrder, String> pages = new EnumMap<>(AgentOrder.class);
  private final String count;

  public AgentTextIndex(Dialect dialect) {
    this.dialect = dialect;
    var found =
        switch (dialect) {
          case SQLITE -> IN_SQLITE;
          case POSTGRESQL -> IN_POSTGRESQL;
        };
    for (var order : AgentOrder.values()) {
      pages.put(
          order,
          """
          SELECT agents.agent_id %s %s %s ORDER BY %s LIMIT :limit OFFSET :offset
          """
              .formatted(found, after(order), FITTING, orderBy(order)));
    }
    count = "SELECT COUNT(*) FROM (SELECT 1 " + found + FITTING + "LIMIT :limit) AS counted";
  }

  private String after(AgentOrder order) {
    if (dialect == Dialect.POSTGRESQL) {
      return "AND " + order.after();
    }
    return switch (order) {
      case NEWEST -> "AND agent_trigrams.rowid <= :last";
      case OLDEST -> "AND agent_trigrams.rowid > :last";
      case NAME -> "AND " + NAME_KEY + " > :cursor";
    };
  }

  private String orderBy(AgentOrder order) {
    if (dialect == Dialect.POSTGRESQL) {
      return order.by();
    }
    return switch (order) {
      case NEWEST -> "agent_trigrams.rowid DESC";
      case OLDEST -> "agent_trigrams.rowid";
      case NAME -> NAME_KEY;
    };
  }

  /// Updates the indexed texts of an agent.
  public void save(Tx tx, Agent agent) {
    if (dialect == Dialect.POSTGRESQL) {
      return;
    }
    tx.update("INSERT INTO agent_numbers (agent_id) VALUES (:id) ON CONFLICT DO NOTHING")
        .bind("id", agent.id().value())
        .execute();
    tx.update(
            """
            INSERT OR REPLACE INTO agent_trigrams (rowid, search_text)
            SELECT number, :text FROM agent_numbers WHERE agent_id = :id
            """)
        .bind("id", agent.id().value())
        .bind("text", agent.profile().searchText())
        .execute();
  }

  /// Whether the index can look up this text.
  static boolean isIndexed(String text) {
    var sought = SearchText.of(text);
    return sought.codePointCount(0, sought.length()) >= INDEXED_LENGTH;
  }

  /// A page of the agents whose texts contain the text, as far as the index can tell.
  ///
  /// @param cursor only rows after it
  Query page(Handle handle, String text, AgentOrder order, String cursor) {
    var query = bound(handle, requireNonNull(pages.get(order)), text);
    if (dialect == Dialect.POSTGRESQL || order == AgentOrder.NAME) {
      return query.bind("cursor", cursor);
    }
    return query.bind(
        "last",
        order == AgentOrder.NEWEST ? lastBefore(handle, cursor) : lastUntil(handle, cursor));
  }

  /// The number of matches, up to `limit`; otherwise like [#page].
  Query count(Handle handle, String text) {
    return bound(handle, count, text);
  }

  private Query bound(Handle handle, String sql, String text) {
    var query = handle.createQuery(sql);
    return switch (dialect) {
      case SQLITE -> query.bind("trigrams", trigrams(text));
      case POSTGRESQL -> query;
    };
  }

  /// The row number of the last agent before an id, whether or not the id belongs to an agent.
  private static long lastBefore(Handle handle, String id) {
    return rowNumber(
        handle,
        """
        SELECT number FROM agent_numbers WHERE agent_id < :id ORDER BY agent_id DESC LIMIT 1
        """,
        id);
  }

  /// The row number of the last agent up to an id, including the id itself.
  private static long lastUntil(Handle handle, String id) {
    return rowNumber(
        handle,
        """
        SELECT number FROM agent_numbers WHERE agent_id <= :id ORDER BY agent_id DESC LIMIT 1
        """,
        id);
  }

  private static long rowNumber(Handle handle, String sql, String id) {
    return handle.createQuery(sql).bind("id", id).mapTo(Long.class).findOne().orElse(0L);
  }

  /// A query for all trigrams of a text, each in quotes, so that none is parsed as an operator of
  /// the query language.
  private static String trigrams(String text) {
    var letters = SearchText.of(text).codePoints().toArray();
    var trigrams = new ArrayList<String>();
    for (var i = 0; i + INDEXED_LENGTH <= letters.length && i < MOST_TRIGRAMS; i++) {
      var trigram = new String(letters, i, INDEXED_LENGTH);
      trigrams.add('"' + trigram.replace("\"", "\"\"") + '"');
    }
    return String.join(" AND ", trigrams);
  }
}
