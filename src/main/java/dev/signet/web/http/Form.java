package dev.signet.web.http;

import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.FormEncoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The parameters of a form or a query string (`application/x-www-form-urlencoded`). A parameter
/// without a value counts as not given ([RFC 6749
/// §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)); only its name is kept.
public final class Form {
  static final Form EMPTY = new Form(Map.of(), Set.of());

  /// Requests with more parameters than this are refused.
  private static final int MAX_PAIRS = 200;

  private final Map<String, List<String>> values;
  private final Set<String> notText;

  private Form(Map<String, List<String>> values, Set<String> notText) {
    this.values = values;
    this.notText = notText;
  }

  /// Reads the members of a JSON object as form parameters: names in snake_case, an array of
  /// strings as a repeated parameter, `null` as a missing one. `scope`, which a form spells as one
  /// value with spaces, may be an array too. A value of another type is an error only when it is
  /// read, because unknown parameters are ignored ([RFC 6749
  /// §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).
  static Form of(JsonNode object) {
    if (!object.isObject()) {
      throw Refused.malformed("The body must be a JSON object");
    }
    var values = new LinkedHashMap<String, List<String>>();
    var notText = new HashSet<String>();
    for (var member : object.properties()) {
      var name = JsonFields.snake(member.getKey());
      var all = values.computeIfAbsent(name, _ -> new ArrayList<>(1));
      if (member.getValue().isNull()) {
        continue;
      }
      var given = new ArrayList<String>(1);
      for (var value :
          member.getValue().isArray() ? member.getValue() : List.of(member.getValue())) {
        if (!value.isString() || value.stringValue().indexOf('\0') >= 0) {
          notText.add(name);
        } else if (!value.stringValue().isEmpty()) {
          given.add(value.stringValue());
        }
      }
      if (name.equals("scope") && given.size() > 1) {
        all.add(String.join(" ", given));
      } else {
        all.addAll(given);
      }
    }
    return new Form(values, notText);
  }

  /// @throws Refused `Malformed` when an escape, the UTF-8 or the number of parameters is invalid
  static Form parse(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    var values = new LinkedHashMap<String, List<String>>();
    var pairs = 0;
    for (var start = 0; start <= text.length(); ) {
      var end = text.indexOf('&', start);
      if (end < 0) {
        end = text.length();
      }
      if (end > start) {
        if (++pairs > MAX_PAIRS) {
          throw Refused.malformed("More than " + MAX_PAIRS + " parameters");
        }
        var pair = text.substring(start, end);
        var equals = pair.indexOf('=');
        var name = FormEncoding.decode(equals < 0 ? pair : pair.substring(0, equals));
        var value = equals < 0 ? "" : FormEncoding.decode(pair.substring(equals + 1));
        var all = values.computeIfAbsent(name, _ -> new ArrayList<>(1));
        if (!value.isEmpty()) {
          all.add(value);
        }
      }
      start = end + 1;
    }
    return new Form(values, Set.of());
  }

  /// All values of a parameter that may be repeated.
  ///
  /// @throws Refused `Malformed` when a value is not a string
  public List<String> all(String name) {
    if (notText.contains(name)) {
      throw Refused.malformed("Parameter " + name + " must be a string without NUL characters");
    }
    return values.getOrDefault(name, List.of());
  }

  /// The value of a parameter that may be given once only ([RFC 6749
  /// §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).
  ///
  /// @throws Refused `Malformed` when it is repeated, or is not a string
  public Optional<String> one(String name) {
    var all = all(name);
    if (all.size() > 1) {
      throw Refused.malformed("Parameter " + name + " is given more than once");
    }
    return all.stream().findFirst();
  }

  public Set<String> names() {
    return values.keySet();
  }
}
