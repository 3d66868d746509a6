package dev.signet.authorization.requests;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The parameters of an authorization request, as they were sent. Empty ones count as absent ([RFC
/// 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
public final class AuthorizationParameters {
  /// The maximum size in bytes of all names and values together: the sealed parameters have to fit
  /// into a URL.
  public static final int MAX_SIZE = 5 * 1024;

  private final Map<String, List<String>> values;

  private AuthorizationParameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /// The parameters with these values.
  ///
  /// @param values without the empty ones
  public static AuthorizationParameters of(Map<String, List<String>> values) {
    var copy = new LinkedHashMap<String, List<String>>();
    values.forEach((name, all) -> {
      if (!all.isEmpty()) {
        copy.put(name, List.copyOf(all));
      }
    });
    return new AuthorizationParameters(copy);
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// The value of a parameter; empty when it is absent or repeated.
  public Optional<String> one(String name) {
    var all = all(name);
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  public boolean isRepeated(String name) {
    return all(name).size() > 1;
  }

  public boolean has(String name) {
    return !all(name).isEmpty();
  }

  /// Whether all names and values together, as they are sealed, are longer than may be.
  public boolean isTooLong() {
    var longest =
        Stream.concat(values.keySet().stream(), values.values().stream().flatMap(List::stream))
            .mapToInt(String::length)
            .max()
            .orElse(0);
    return longest > MAX_SIZE || SealedBytes.write(this::write).length > MAX_SIZE;
  }

  /// Whether a value has a control character.
  public boolean hasControlCharacters() {
    return values.values().stream()
        .flatMap(List::stream)
        .anyMatch(value -> value.chars().anyMatch(Character::isISOControl));
  }

  void write(DataOutputStream out) throws IOException {
    out.writeShort(values.size());
    for (var entry : values.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeShort(entry.getValue().size());
      for (var value : entry.getValue()) {
        out.writeUTF(value);
      }
    }
  }

  static AuthorizationParameters read(DataInputStream in) throws IOException {
    var values = new LinkedHashMap<String, List<String>>();
    for (var left = in.readUnsignedShort(); left > 0; left--) {
      var name = in.readUTF();
      var all = new ArrayList<String>();
      for (var more = in.readUnsignedShort(); more > 0; more--) {
        all.add(in.readUTF());
      }
      values.put(name, all);
    }
    return of(values);
  }
}
