package bench;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/// The last tokens that were issued, found by their value. The framework's own service in memory
/// keeps all of them permanently and goes through them one by one, so it would get slower with
/// each.
final class Authorizations implements OAuth2AuthorizationService {
  private static final int MOST = 20_000;

  private final Map<String, OAuth2Authorization> byToken = new ConcurrentHashMap<>();
  private final Queue<String> oldestFirst = new ConcurrentLinkedQueue<>();

  @Override
  public void save(OAuth2Authorization authorization) {
    var token = token(authorization);
    if (byToken.put(token, authorization) == null) {
      oldestFirst.add(token);
      if (byToken.size() > MOST) {
        byToken.remove(oldestFirst.remove());
      }
    }
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    byToken.remove(token(authorization));
  }

  @Override
  public OAuth2Authorization findById(String id) {
    return byToken.values().stream().filter(it -> it.getId().equals(id)).findFirst().orElse(null);
  }

  @Override
  public OAuth2Authorization findByToken(String token, OAuth2TokenType type) {
    return byToken.get(token);
  }

  private static String token(OAuth2Authorization authorization) {
    return authorization.getAccessToken().getToken().getTokenValue();
  }
}
