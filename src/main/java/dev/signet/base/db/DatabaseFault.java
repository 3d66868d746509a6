package dev.signet.base.db;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import org.jdbi.v3.core.ConnectionException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What a database exception means for the transaction. Only [#BUG] is an error in this server; the
/// others are caused by the database or its environment, and are answered with 503.
enum DatabaseFault {
  /// An invalid statement, or a violated constraint.
  BUG,
  /// The database aborted the transaction; its manual says to retry.
  CONFLICT,
  /// This transaction waited too long for another one; the database itself works.
  BUSY,
  /// This connection is broken; another one may work.
  CONNECTION,
  /// The database can be read but not written: it is read-only, or its disk is full or broken.
  UNWRITABLE,
  /// The connection has lost its prepared statements: a pooler gives each transaction another one.
  PREPARED_STATEMENT_LOST,
  /// Some stored data cannot be read; the rest can.
  DAMAGED,
  /// There is no connection, or the whole database is locked.
  UNREACHABLE;

  /// A primary server that has become a standby, or was set to read-only.
  static final String READ_ONLY = "25006";

  /// The pool's message, without a state, when a connection broke just before its use.
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

  /// All connections were in use for too long, and none failed to open: the database is reachable.
  private static boolean isPoolExhausted(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SQLTransientConnectionException waited) {
        return waited.getCause() == null;
      }
    }
    return false;
  }

  /// The statement was cancelled because it took too long.
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

  /// The server does not accept writes.
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
      // BUSY, LOCKED, PROTOCOL: another process has locked the file for longer than our timeout.
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
      // A newer node added a column: the statement is prepared again.
      case "0A000" -> message.contains("cached plan") ? CONFLICT : BUG;
      // Two transactions took the same position in the audit chain: the outcome of one was unknown,
      // and it was committed after all.
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
