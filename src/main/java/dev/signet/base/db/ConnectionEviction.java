package dev.signet.base.db;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Which exceptions end a pooled connection beside those that the pool knows itself: those that say
/// that it leads to the wrong server, or nowhere.
final class ConnectionEviction implements SQLExceptionOverride {

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException e) {
    var fault = DatabaseFault.of(e);
    return fault == DatabaseFault.CONNECTION || DatabaseFault.isReadOnlyServer(e)
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
