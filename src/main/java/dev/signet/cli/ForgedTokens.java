package dev.signet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.json.Json;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Tokens that a resource must refuse. They are signed by a key that exists only in this process,
/// so a resource that accepts one has not checked its signature either.
final class ForgedTokens {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String issuer;
  private final String audience;
  private final PrivateKey key;

  ForgedTokens(String issuer, String audience) {
    this.issuer = issuer;
    this.audience = audience;
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.key = generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String forAnotherAudience() {
    return signed(claims().put("aud", "https://another.invalid/"));
  }

  String expired() {
    return signed(claims().put("exp", Instant.now().minus(Duration.ofHours(1)).getEpochSecond()));
  }

  String ofAnotherIssuer() {
    return signed(claims().put("iss", "https://another.invalid"));
  }

  String signedByAnotherKey() {
    return signed(claims());
  }

  String unsigned() {
    return encode(Json.object().put("alg", "none").put("typ", "at+jwt"))
        + "."
        + encode(claims())
        + ".";
  }

  /// Those of a valid token.
  private ObjectNode claims() {
    var now = Instant.now();
    return Json.object()
        .put("iss", issuer)
        .put("aud", audience)
        .put("sub", "signet-resource-check")
        .put("client_id", "signet-resource-check")
        .put("jti", UUID.randomUUID().toString())
        .put("iat", now.getEpochSecond())
        .put("exp", now.plus(Duration.ofMinutes(5)).getEpochSecond());
  }

  private String signed(ObjectNode claims) {
    var header =
        Json.object().put("alg", "ES256").put("typ", "at+jwt").put("kid", "signet-resource-check");
    var text = encode(header) + "." + encode(claims);
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(text.getBytes(UTF_8));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(ObjectNode json) {
    return BASE64.encodeToString(Json.toText(json).getBytes(UTF_8));
  }
}
