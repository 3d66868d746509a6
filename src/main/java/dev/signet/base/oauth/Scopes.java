package dev.signet.base.oauth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A set of scopes, in the order they were first named ([RFC 6749
/// §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
public record Scopes(List<String> values) implements Iterable<String> {
  public static final Scopes NONE = new Scopes(List.of());

  /// The scope that includes all others, held by the first operator key.
  public static final String ALL = "*";

  /// The maximum number of scopes in a list, and the maximum length of one.
  public static final int MAX_COUNT = 200;

  public static final int MAX_LENGTH = 128;

  /// The maximum length of all scopes together, separated by spaces: a token with them has to fit
  /// into a header.
  public static final int MAX_TEXT = 6_000;

  /// Scopes for this server's own APIs: a caller must hold such a scope to grant it.
  private static final Set<String> SERVER_SCOPE_FAMILIES =
      Set.of(
          "agents",
          "tokens",
          "audit",
          "webhooks",
          "organizations",
          "operators",
          "keys",
          "metrics",
          "delegations",
          "resources",
          "consents",
          "analytics");

  public Scopes {
    values = List.copyOf(new LinkedHashSet<>(values));
  }

  public static Scopes of(String... values) {
    return new Scopes(List.of(values));
  }

  public static Scopes of(Collection<String> values) {
    return new Scopes(List.copyOf(values));
  }

  /// Parses the `scope` parameter: scopes separated by single spaces, as §3.3 defines. Empty when
  /// the text is not of that form, or beyond the limits.
  public static Optional<Scopes> parse(String text) {
    if (text.isEmpty()) {
      return Optional.of(NONE);
    }
    var found = new LinkedHashSet<String>();
    var start = 0;
    while (start <= text.length()) {
      var end = text.indexOf(' ', start);
      if (end < 0) {
        end = text.length();
      }
      var scope = text.substring(start, end);
      if (!isScope(scope) || (found.add(scope) && found.size() > MAX_COUNT)) {
        return Optional.empty();
      }
      start = end + 1;
    }
    return Optional.of(new Scopes(new ArrayList<>(found)));
  }

  /// Whether the text is one scope: 1 to 128 characters of `%x21 / %x23-5B / %x5D-7E`.
  public static boolean isScope(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c <= ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /// Whether a scope is for this server's own APIs, rather than for another API.
  public static boolean isServerScope(String scope) {
    var colon = scope.indexOf(':');
    return scope.equals(ALL)
        || (colon > 0 && SERVER_SCOPE_FAMILIES.contains(scope.substring(0, colon)));
  }

  /// The scopes for this server's own APIs.
  public Scopes serverScopes() {
    return new Scopes(values.stream().filter(Scopes::isServerScope).toList());
  }

  /// Whether the holder may do what needs `scope`: by the scope itself, its family's wildcard
  /// (`agents:*`), or `*`.
  public boolean allows(String scope) {
    if (values.contains(scope) || values.contains(ALL)) {
      return true;
    }
    var colon = scope.indexOf(':');
    return colon > 0 && values.contains(scope.substring(0, colon) + ":*");
  }

  /// The union; these scopes come first.
  public Scopes union(Scopes other) {
    var all = new ArrayList<>(values);
    all.addAll(other.values);
    return new Scopes(all);
  }

  public boolean fitInToken() {
    return toString().length() <= MAX_TEXT;
  }

  public boolean contains(String scope) {
    return values.contains(scope);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /// The intersection, in the order of this one.
  public Scopes intersect(Scopes other) {
    return new Scopes(values.stream().filter(other.values::contains).toList());
  }

  @Override
  public Iterator<String> iterator() {
    return values.iterator();
  }

  /// In the wire format: separated by spaces.
  @Override
  public String toString() {
    return values.stream().collect(Collectors.joining(" "));
  }
}
