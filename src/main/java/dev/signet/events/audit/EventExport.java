package dev.signet.events.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// The export of the audit log: an event per line, with everything that its hash covers.
final class EventExport {
  private static final int BUFFER = 64 * 1024;
  private static final byte[] LINE_END = "\n".getBytes(UTF_8);

  private final AuditQueries trail;
  private final EventFilter filter;

  private EventExport(AuditQueries trail, EventFilter filter) {
    this.trail = trail;
    this.filter = filter;
  }

  /// @param filter with an end
  static AuditExport of(AuditQueries trail, EventFilter filter) {
    // Read before the response begins, while a refusal is still possible.
    var first = trail.oldest(filter, AuditQueries.FIRST_ID);
    return out -> new EventExport(trail, filter).write(first, out);
  }

  private void write(List<ChainLink> first, OutputStream out) throws IOException {
    var lines = new BufferedOutputStream(out, BUFFER);
    var batch = first;
    while (!batch.isEmpty()) {
      for (var link : batch) {
        if (filter.matches(link.entry())) {
          lines.write(Json.toCamelCase(EventView.Exported.of(link)));
          lines.write(LINE_END);
        }
      }
      batch = trail.oldest(filter, batch.getLast().entry().eventId());
    }
    lines.flush();
  }
}
