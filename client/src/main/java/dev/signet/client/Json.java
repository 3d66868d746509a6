package dev.signet.client;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON objects, read by the library that the field trusts. */
final class Json {
  private Json() {}

  /** The members of the object that this text is; empty for any other text. */
  static Optional<Map<String, Object>> object(String text) {
    try {
      // For the text "null" it gives just that.
      @Nullable Map<String, Object> members = JSONObjectUtils.parse(text);
      return Optional.ofNullable(members);
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  static String write(Map<String, ?> members) {
    return JSONObjectUtils.toJSONString(members);
  }
}
