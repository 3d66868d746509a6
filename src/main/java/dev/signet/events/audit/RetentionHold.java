package dev.signet.events.audit;

import org.jdbi.v3.core.Handle;

/// Keeps retention from deleting events that are still needed.
@FunctionalInterface
public interface RetentionHold {

  /// The last event of a chain that may be deleted; 0 when none may, [Long#MAX_VALUE] when all may.
  long lastDeletable(Handle handle, String chainId);
}
