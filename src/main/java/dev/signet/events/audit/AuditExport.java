package dev.signet.events.audit;

import java.io.IOException;
import java.io.OutputStream;

/// An export that has been recorded and whose first batch has been read. The rest is read while it
/// is written, because the whole may not fit into memory.
@FunctionalInterface
public interface AuditExport {

  /// Writes one JSON object per line.
  void writeTo(OutputStream out) throws IOException;
}
