package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys of another party ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
/// Keys that are not accepted for signatures are ignored, as that section requires: a set may
/// contain keys for other uses, and of kinds not yet invented.
public final class JwkSet {
  /// How many keys of a set are read.
  public static final int MAX_KEYS = 100;

  private final List<PublicJwk> keys;

  private JwkSet(List<PublicJwk> keys) {
    this.keys = List.copyOf(keys);
  }

  /// Parses the JSON text of a set; empty when it is not one.
  public static Optional<JwkSet> parse(String json) {
    return Claims.parse(json.getBytes(UTF_8))
        .map(Claims::toMap)
        .map(members -> members.get("keys"))
        .filter(Collection.class::isInstance)
        .map(listed -> new JwkSet(usable((Collection<?>) listed)));
  }

  private static List<PublicJwk> usable(Collection<?> listed) {
    var usable = new ArrayList<PublicJwk>();
    for (var entry : listed.stream().limit(MAX_KEYS).toList()) {
      if (entry instanceof Map<?, ?> members) {
        read(members).ifPresent(usable::add);
      }
    }
    return usable;
  }

  private static Optional<PublicJwk> read(Map<?, ?> members) {
    try {
      var named = new LinkedHashMap<String, Object>();
      members.forEach((name, value) -> named.put(String.valueOf(name), value));
      return Optional.of(PublicJwk.parse(named));
    } catch (BadJwk _) {
      return Optional.empty();
    }
  }

  /// Whether any of the keys can verify a signature with one of these algorithms.
  public boolean supportsAny(Collection<PeerAlg> algs) {
    return anySupports(keys, algs);
  }

  /// As [#supportsAny], for keys that are not in a set.
  public static boolean anySupports(Collection<PublicJwk> keys, Collection<PeerAlg> algs) {
    return keys.stream().anyMatch(key -> algs.stream().anyMatch(key::supports));
  }

  /// The keys that may have signed this: those with this `kid`, or all when there is none. A key
  /// without a `kid` is found by its thumbprint, which most libraries use.
  public List<PublicJwk> candidates(PeerAlg alg, Optional<String> kid) {
    return keys.stream()
        .filter(key -> key.supports(alg))
        .filter(
            key -> kid.isEmpty() || key.kid().orElse(key.thumbprint().value()).equals(kid.get()))
        .toList();
  }
}
