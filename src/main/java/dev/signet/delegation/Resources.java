package dev.signet.delegation;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/// The resources that tokens may be for: a list of URIs, or all. URIs are compared character by
/// character, and never as prefixes: `https://api.example.com` does not include
/// `https://api.example.com/` or `https://api.example.com.attacker.example`.
///
/// @param uris in the order they were first named; the single entry `*` for all resources
public record Resources(List<String> uris) {
  /// The entry that stands for all resources.
  private static final String WILDCARD = "*";

  public static final Resources ALL = new Resources(List.of(WILDCARD));

  public Resources {
    uris = List.copyOf(new LinkedHashSet<>(uris));
  }

  public static Resources of(String... uris) {
    return new Resources(List.of(uris));
  }

  public boolean isAll() {
    return uris.contains(WILDCARD);
  }

  public boolean isEmpty() {
    return uris.isEmpty();
  }

  public boolean contains(String uri) {
    return isAll() || uris.contains(uri);
  }

  public boolean containsAll(Collection<String> others) {
    return others.stream().allMatch(this::contains);
  }

  /// Whether these include all of the others.
  public boolean includes(Resources other) {
    return isAll() || (!other.isAll() && uris.containsAll(other.uris));
  }

  /// The intersection, in the order of this one.
  public Resources intersect(Resources other) {
    if (isAll()) {
      return other;
    }
    return new Resources(uris.stream().filter(other::contains).toList());
  }
}
