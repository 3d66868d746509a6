package dev.signet.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent that acts, or has acted, for the subject of a token (the claim {@code act}, <a
 * href="https://www.rfc-editor.org/rfc/rfc8693#section-4.1">RFC 8693 §4.1</a>).
 *
 * @param clientId {@code sub}: its client id
 * @param issuer {@code iss}: the server that knows it by this id
 */
public record Actor(String clientId, Optional<String> issuer) {

  /**
   * The actors that claims name, the one that acts now first.
   *
   * @return empty when the claim is malformed
   */
  static Optional<List<Actor>> chain(Map<String, Object> claims) {
    var actors = new ArrayList<Actor>();
    var next = claims.get("act");
    var isThere = claims.containsKey("act");
    while (isThere) {
      if (!(next instanceof Map<?, ?> act)
          || !(act.get("sub") instanceof String clientId)
          || clientId.isEmpty()
          || !isTextOrAbsent(act.get("iss"))) {
        return Optional.empty();
      }
      actors.add(new Actor(clientId, Optional.ofNullable((String) act.get("iss"))));
      next = act.get("act");
      isThere = act.containsKey("act");
    }
    return Optional.of(actors);
  }

  private static boolean isTextOrAbsent(@Nullable Object value) {
    return value == null || value instanceof String;
  }
}
