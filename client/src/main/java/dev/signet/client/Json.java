package dev.signet.client;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses JSON objects. */
final class Json {
  private Json() {}

  /**
   * The members of a JSON object; empty for any other text. The result is cached and shared, so it
   * is deeply immutable.
   */
  static Optional<Map<String, Object>> parseObject(String text) {
    try {
      // The library returns null for the text "null".
      @Nullable Map<String, Object> members = JSONObjectUtils.parse(text);
      return Optional.ofNullable(members).map(Json::unmodifiable);
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> unmodifiable(Map<String, Object> members) {
    var fixed = new LinkedHashMap<String, Object>();
    members.forEach((name, value) -> fixed.put(name, unmodifiable(value)));
    return Collections.unmodifiableMap(fixed);
  }

  private static Object unmodifiable(Object value) {
    return switch (value) {
      case Map<?, ?> members -> {
        var fixed = new LinkedHashMap<String, Object>();
        members.forEach((name, each) -> fixed.put(String.valueOf(name), unmodifiable(each)));
        yield Collections.unmodifiableMap(fixed);
      }
      case List<?> values -> {
        var fixed = new ArrayList<Object>();
        values.forEach(each -> fixed.add(unmodifiable(each)));
        yield Collections.unmodifiableList(fixed);
      }
      case null, default -> value;
    };
  }

  static String write(Map<String, ?> members) {
    return JSONObjectUtils.toJSONString(members);
  }
}
