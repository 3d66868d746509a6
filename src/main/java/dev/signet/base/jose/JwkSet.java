package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Somebody else's keys ([RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5)). Those
/// that we take no signatures from are passed over, as that section asks: a set may hold keys for
/// other work, and of kinds that are not invented yet.
public final class JwkSet {
  /// How many keys of a set are looked at.
  public static final int MAX_KEYS = 100;

  private final List<PublicJwk> keys;

  private JwkSet(List<PublicJwk> keys) {
    this.keys = List.copyOf(keys);
  }

  /// Reads the JSON text of a set; empty when it is none.
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

  /// Whether any of the keys can check what is signed in one of these ways.
  public boolean supportsAny(Collection<PeerAlg> algs) {
    return anySupports(keys, algs);
  }

  /// As [#supportsAny], of keys that are in no set yet.
  public static boolean anySupports(Collection<PublicJwk> keys, Collection<PeerAlg> algs) {
    return keys.stream().anyMatch(key -> algs.stream().anyMatch(key::supports));
  }

  /// The keys that may have signed so: those of this name, or all when none is named. A key that
  /// was given no name goes by its thumbprint, as most libraries call it.
  public List<PublicJwk> candidates(PeerAlg alg, Optional<String> kid) {
    return keys.stream()
        .filter(key -> key.supports(alg))
        .filter(
            key -> kid.isEmpty() || key.kid().orElse(key.thumbprint().value()).equals(kid.get()))
        .toList();
  }
}
