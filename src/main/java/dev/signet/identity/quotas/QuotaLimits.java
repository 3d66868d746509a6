package dev.signet.identity.quotas;

import dev.signet.base.json.Json;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// Limits of a tier, or those that an organization has instead of its tier's.
///
/// @param values by quota; an empty value means unlimited, also where the tier has a limit
public record QuotaLimits(Map<Quota, OptionalLong> values) {
  static final QuotaLimits NONE = new QuotaLimits(Map.of());

  public QuotaLimits {
    var copy = new EnumMap<Quota, OptionalLong>(Quota.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /// The limit; empty when there is none.
  public OptionalLong limit(Quota quota) {
    return values.getOrDefault(quota, OptionalLong.empty());
  }

  /// These limits, replaced by the others where those say something.
  QuotaLimits with(QuotaLimits others) {
    var merged = new EnumMap<Quota, OptionalLong>(Quota.class);
    merged.putAll(values);
    merged.putAll(others.values);
    return new QuotaLimits(merged);
  }

  /// `maxAgents=100`, in the order of [Quota].
  List<String> texts() {
    return values.entrySet().stream()
        .map(entry ->
            entry.getKey().wire()
                + "="
                + (entry.getValue().isPresent()
                    ? Long.toString(entry.getValue().getAsLong())
                    : "unlimited"))
        .toList();
  }

  ObjectNode toJson() {
    var json = Json.object();
    values.forEach((quota, limit) -> {
      if (limit.isPresent()) {
        json.put(quota.wire(), limit.getAsLong());
      } else {
        json.putNull(quota.wire());
      }
    });
    return json;
  }

  /// Reads what [#toJson] wrote. A limit that this version does not know is ignored: a later one
  /// wrote it, and enforces it.
  static QuotaLimits parse(String text) {
    var values = new EnumMap<Quota, OptionalLong>(Quota.class);
    Json.parseOwn(text)
        .forEachEntry((name, value) ->
            Quota.parse(name)
                .ifPresent(quota ->
                    values.put(
                        quota,
                        value.isNull()
                            ? OptionalLong.empty()
                            : OptionalLong.of(value.longValue()))));
    return new QuotaLimits(values);
  }
}
