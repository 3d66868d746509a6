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

/// Makes DPoP proofs, right ones and wrong ones. Each change gives another maker; each `make` of
/// one that was given no `jti` has a new one.
public final class ProofMaker {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DpopKey key;
  private final ObjectNode header;
  private final ObjectNode claims;
  private final boolean freshId;

  private ProofMaker(DpopKey key, ObjectNode header, ObjectNode claims, boolean freshId) {
    this.key = key;
    this.header = header;
    this.claims = claims;
    this.freshId = freshId;
  }

  static ProofMaker by(DpopKey key, String method, String url) {
    var header = JSON.createObjectNode().put("typ", "dpop+jwt").put("alg", key.alg());
    header.set("jwk", JSON.readTree(key.publicJwk()));
    var claims = JSON.createObjectNode().put("htm", method).put("htu", url);
    return new ProofMaker(key, header, claims.put("iat", Instant.now().getEpochSecond()), true);
  }

  /// Made at this time; a real one is made now.
  public ProofMaker at(Instant time) {
    return claim("iat", time.getEpochSecond());
  }

  /// Made now by this clock.
  public ProofMaker at(Clock clock) {
    return at(clock.instant());
  }

  public ProofMaker jti(String jti) {
    return claim("jti", jti);
  }

  public ProofMaker nonce(String nonce) {
    return claim("nonce", nonce);
  }

  /// For a request that shows this access token.
  public ProofMaker with(String accessToken) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return claim(
          "ath", Base64URL.encode(sha256.digest(accessToken.getBytes(US_ASCII))).toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// With this claim; `null` takes it away. Values may be whatever JSON knows.
  public ProofMaker claim(String name, @Nullable Object value) {
    return new ProofMaker(
        key, header, changed(claims, name, value), freshId && !name.equals("jti"));
  }

  /// With this header member; `null` takes it away.
  public ProofMaker header(String name, @Nullable Object value) {
    return new ProofMaker(key, changed(header, name, value), claims, freshId);
  }

  private static ObjectNode changed(ObjectNode before, String name, @Nullable Object value) {
    var after = before.deepCopy();
    if (value == null) {
      after.remove(name);
    } else {
      after.set(name, JSON.valueToTree(value));
    }
    return after;
  }

  /// The proof, signed by the key that was asked, whatever key the header shows.
  public String make() {
    var said = freshId ? claims.deepCopy().put("jti", UUID.randomUUID().toString()) : claims;
    return key.sign(header.toString(), said.toString());
  }
}
