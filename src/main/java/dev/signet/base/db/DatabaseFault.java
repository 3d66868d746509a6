package dev.signet.base.db;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import org.jdbi.v3.core.ConnectionException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What an exception of the database means for the work that met it. Only [#BUG] is an error of
/// ours; the others come from the database's surroundings and are answered 503.
enum DatabaseFault {
  /// A statement that is wrong, or a constraint that was broken.
  BUG,
  /// The database broke the transaction off; doing it again is the cure that its manual names.
  CONFLICT,
  /// This transaction waited too long for another one; the database itself is well.
  BUSY,
  /// This connection is broken; another one may work.
  CONNECTION,
  /// The database can be read and not written: it is read-only, its disk is full or broken.
  UNWRITABLE,
  /// The connection has lost what was prepared on it: a pooler gives each transaction another one.
  PREPARED_STATEMENT_LOST,
  /// Something that is stored cannot be read; the rest can.
  DAMAGED,
  /// There is no connection, or the whole database is locked.
  UNREACHABLE;

  /// A primary server that has become a standby, or was set to read-only.
  static final String READ_ONLY = "25006";

  /// The pool's words, without a state, for what is done with a connection that broke just before.
  private static final String CONNECTION_CLOSED = "Connection is closed";

  private static final String QUERY_CANCELED = "57014";

  private static final String UNIQUE_VIOLATION = "23505";

  static DatabaseFault of(Throwable e) {
    if (causedBy(e, ConnectionException.class)) {
      return isPoolExhausted(e) ? BUSY : UNREACHABLE;
    }
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLiteException sqlite) {
        return ofSqlite(sqlite.getResultCode());
      }
      if (at instanceof SQLException sql && sql.getSQLState() != null) {
        return ofState(sql.getSQLState(), String.valueOf(sql.getMessage()));
      }
      if (at instanceof SQLException sql && CONNECTION_CLOSED.equals(sql.getMessage())) {
        return CONNECTION;
      }
    }
    if (causedBy(e, IOException.class)) {
      return CONNECTION;
    }
    return causedBy(e, SQLTransientException.class) ? UNREACHABLE : BUG;
  }

  /// All connections were in use for too long, and none failed to open: the database is there.
  private static boolean isPoolExhausted(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLTransientConnectionException waited) {
        return waited.getCause() == null;
      }
    }
    return false;
  }

  /// The statement was broken off because it took too long.
  static boolean isStatementTimeout(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLiteException sqlite
          && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT) {
        return true;
      }
      if (at instanceof SQLException sql && QUERY_CANCELED.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /// The server that answered does not take writes.
  static boolean isReadOnlyServer(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && READ_ONLY.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  // https://www.sqlite.org/rescode.html: the lower byte of an extended code is the primary one.
  private static DatabaseFault ofSqlite(SQLiteErrorCode code) {
    return switch (code.code & 0xff) {
      // BUSY, LOCKED, PROTOCOL: another process has the file locked, longer than we wait.
      case 5, 6, 15 -> UNREACHABLE;
      // INTERRUPT, and NOMEM of the library.
      case 7, 9 -> BUSY;
      // PERM, READONLY, IOERR, FULL, CANTOPEN.
      case 3, 8, 10, 13, 14 -> UNWRITABLE;
      // CORRUPT, NOTADB.
      case 11, 26 -> DAMAGED;
      default -> BUG;
    };
  }

  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  private static DatabaseFault ofState(String state, String message) {
    if (state.length() != 5) {
      return BUG;
    }
    return switch (state) {
      case "40001", "40P01" -> CONFLICT;
      // A column was added by a newer node: the statement is prepared anew.
      case "0A000" -> message.contains("cached plan") ? CONFLICT : BUG;
      // Two transactions took the same place in the audit chain: one of them was in doubt, and has
      // been committed after all.
      case UNIQUE_VIOLATION -> message.contains("audit_events") ? CONFLICT : BUG;
      case "55P03", "57014", "53200" -> BUSY;
      case "26000", "42P05" -> PREPARED_STATEMENT_LOST;
      case "25P03", "57P01", "57P02", "57P03", "57P04", "57P05" -> CONNECTION;
      case READ_ONLY, "42501", "53100" -> UNWRITABLE;
      case "3D000" -> UNREACHABLE;
      default ->
          switch (state.substring(0, 2)) {
            case "08" -> CONNECTION;
            case "28", "53" -> UNREACHABLE;
            case "40" -> CONFLICT;
            case "58", "XX" -> DAMAGED;
            default -> BUG;
          };
    };
  }

  private static boolean causedBy(Throwable e, Class<? extends Throwable> type) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
