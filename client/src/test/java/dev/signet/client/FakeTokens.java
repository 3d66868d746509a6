package dev.signet.client;

import dev.signet.client.testing.FakeIssuer;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Tokens of a {@link FakeIssuer}. */
final class FakeTokens {
  private FakeTokens() {}

  /** A token for two hours, signed with ES256. */
  static String sign(
      FakeIssuer issuer, String audience, AgentKey key, Clock clock, Map<String, Object> change) {
    return Jws.sign(
        Jws.encodedHeader(header(key.keyId())), claims(issuer, audience, clock, change), key);
  }

  static Map<String, Object> header(String kid) {
    return Map.of("typ", "at+jwt", "alg", "ES256", "kid", kid);
  }

  /**
   * @param change further claims, and others
   */
  static Map<String, Object> claims(
      FakeIssuer issuer, String audience, Clock clock, Map<String, Object> change) {
    var now = clock.instant().getEpochSecond();
    var claims = new HashMap<String, Object>();
    claims.put("iss", issuer.issuer());
    claims.put("aud", audience);
    claims.put("sub", "agent");
    claims.put("client_id", "agent");
    claims.put("jti", "1");
    claims.put("iat", now);
    claims.put("exp", now + 7200);
    claims.put("scope", "parcels:read");
    claims.putAll(change);
    return claims;
  }
}
