package dev.signet.testing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A response of the server.
///
/// @param headers all values of each header, by its lower-case name
public record TestResponse(int status, Map<String, List<String>> headers, String body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /// The body as JSON.
  public JsonNode json() {
    return JSON.readTree(body);
  }

  /// JSON from anywhere else.
  public static JsonNode parse(String json) {
    return JSON.readTree(json);
  }

  /// A member of the body: a name, or a path such as `data/0/status`. Text as it is, other values
  /// as JSON; `null` for a JSON null or a member that is not there.
  public @Nullable String json(String path) {
    var node = json().at("/" + path);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    return node.isString() ? node.stringValue() : node.toString();
  }

  /// As [#json(String)], for a member that has to be there.
  public String text(String path) {
    var found = json(path);
    if (found == null) {
      throw new AssertionError("No " + path + " in " + status + " " + body);
    }
    return found;
  }
}
