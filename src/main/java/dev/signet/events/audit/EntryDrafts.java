package dev.signet.events.audit;

import dev.signet.base.json.Json;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Stores entries as text until a missing number is known.
final class EntryDrafts {
  private static final JsonMapper JSON = new JsonMapper();

  private EntryDrafts() {}

  static String write(AuditEntry entry) {
    return JSON.writeValueAsString(entry);
  }

  /// The entry with the number added to its metadata.
  static AuditEntry read(String text, String name, long number) {
    var entry = (ObjectNode) JSON.readTree(text);
    var metadata = (ObjectNode) Json.parseOwn(entry.path("metadata").stringValue());
    metadata.put(name, number);
    entry.put("metadata", Json.toText(metadata));
    return JSON.treeToValue(entry, AuditEntry.class);
  }
}
