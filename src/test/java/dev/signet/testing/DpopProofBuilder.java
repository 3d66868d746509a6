package dev.signet.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.util.Base64URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Builds DPoP proofs, valid and invalid ones. Each change returns another builder; each proof
/// without a given `jti` has a new one.
public final class DpopProofBuilder {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TestClientKey key;
  private final ObjectNode header;
  private final ObjectNode claims;
  private final boolean freshId;

  private DpopProofBuilder(
      TestClientKey key, ObjectNode header, ObjectNode claims, boolean freshId) {
    this.key = key;
    this.header = header;
    this.claims = claims;
    this.freshId = freshId;
  }

  static DpopProofBuilder by(TestClientKey key, String method, String url) {
    var header = JSON.createObjectNode().put("typ", "dpop+jwt").put("alg", key.alg());
    header.set("jwk", JSON.readTree(key.publicJwk()));
    var claims = JSON.createObjectNode().put("htm", method).put("htu", url);
    return new DpopProofBuilder(
        key, header, claims.put("iat", Instant.now().getEpochSecond()), true);
  }

  /// Made at this time; a real one is made now.
  public DpopProofBuilder at(Instant time) {
    return claim("iat", time.getEpochSecond());
  }

  /// Made now by this clock.
  public DpopProofBuilder at(Clock clock) {
    return at(clock.instant());
  }

  public DpopProofBuilder jti(String jti) {
    return claim("jti", jti);
  }

  public DpopProofBuilder nonce(String nonce) {
    return claim("nonce", nonce);
  }

  /// For a request that shows this access token.
  public DpopProofBuilder forAccessToken(String accessToken) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return claim(
          "ath", Base64URL.encode(sha256.digest(accessToken.getBytes(US_ASCII))).toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// With this claim; `null` takes it away. Values may be whatever JSON knows.
  public DpopProofBuilder claim(String name, @Nullable Object value) {
    return new DpopProofBuilder(
        key, header, withMember(claims, name, value), freshId && !name.equals("jti"));
  }

  /// With this header member; `null` takes it away.
  public DpopProofBuilder header(String name, @Nullable Object value) {
    return new DpopProofBuilder(key, withMember(header, name, value), claims, freshId);
  }

  private static ObjectNode withMember(ObjectNode before, String name, @Nullable Object value) {
    var after = before.deepCopy();
    if (value == null) {
      after.remove(name);
    } else {
      after.set(name, JSON.valueToTree(value));
    }
    return after;
  }

  /// The proof, signed by the key that was asked, whatever key the header shows.
  public String build() {
    var said = freshId ? claims.deepCopy().put("jti", UUID.randomUUID().toString()) : claims;
    return key.sign(header.toString(), said.toString());
  }
}
