package dev.signet.base.db;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Exceptions that evict a pooled connection, besides those that the pool knows itself: the
/// connection leads to the wrong server, or is broken.
final class ConnectionEviction implements SQLExceptionOverride {

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException e) {
    var fault = DatabaseFault.of(e);
    return fault == DatabaseFault.CONNECTION || DatabaseFault.isReadOnlyServer(e)
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
