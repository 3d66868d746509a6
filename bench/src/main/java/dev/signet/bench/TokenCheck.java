package dev.signet.bench;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Checks a token: its signature with the expected algorithm by a published key, its issuer, its
/// client, and its expiry. The rate of anything else would be meaningless.
final class TokenCheck {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int RSA_BITS = 2048;

  private final BenchCrypto crypto;
  private final String issuer;
  private final JsonNode keys;

  TokenCheck(BenchCrypto crypto, String issuer, URI jwks) {
    this.crypto = crypto;
    this.issuer = issuer;
    this.keys = new BenchHttpClient().get(jwks).get("keys");
  }

  /// @throws BenchFailure with the reason when the token is not as expected
  void require(String token, Algorithm algorithm, BenchClient client) {
    var parts = token.split("\\.", -1);
    if (parts.length != 3) {
      throw new BenchFailure("this is not a JWT: " + token);
    }
    var head = read(parts[0]);
    var claims = read(parts[1]);
    if (!algorithm.name().equals(text(head, "alg"))) {
      throw new BenchFailure("a token is signed with " + text(head, "alg") + ", not " + algorithm);
    }
    if (!isSigned(parts, algorithm, text(head, "kid"))) {
      throw new BenchFailure("a token is not signed by a key that the server publishes: " + token);
    }
    if (!issuer.equals(text(claims, "iss"))) {
      throw new BenchFailure("a token is by " + text(claims, "iss") + ", not " + issuer);
    }
    if (Stream.of("client_id", "azp", "sub")
        .noneMatch(it -> client.id().equals(text(claims, it)))) {
      throw new BenchFailure("a token is not for " + client.id() + ": " + claims);
    }
    if (!claims.path("exp").isNumber()
        || claims.get("exp").longValue() <= Instant.now().getEpochSecond()) {
      throw new BenchFailure("a token has expired when it is issued: " + claims);
    }
  }

  private boolean isSigned(String[] parts, Algorithm algorithm, String kid) {
    try {
      var signature = crypto.signature(algorithm);
      signature.initVerify(key(algorithm, kid));
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private PublicKey key(Algorithm algorithm, String kid) throws GeneralSecurityException {
    for (var jwk : keys) {
      if (kid.equals(text(jwk, "kid"))) {
        return switch (algorithm) {
          case RS256 -> rsa(jwk);
          case ES256 -> ec(jwk);
        };
      }
    }
    throw new BenchFailure("a token is signed by a key that the server does not publish: " + kid);
  }

  private static PublicKey rsa(JsonNode jwk) throws GeneralSecurityException {
    var modulus = number(jwk, "n");
    if (modulus.bitLength() != RSA_BITS) {
      throw new BenchFailure(
          "the server signs with an RSA key of " + modulus.bitLength() + " bits");
    }
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")));
  }

  private static PublicKey ec(JsonNode jwk) throws GeneralSecurityException {
    var p256 = AlgorithmParameters.getInstance("EC");
    p256.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePublic(
            new ECPublicKeySpec(
                new ECPoint(number(jwk, "x"), number(jwk, "y")),
                p256.getParameterSpec(ECParameterSpec.class)));
  }

  private static BigInteger number(JsonNode jwk, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text(jwk, member)));
  }

  private static JsonNode read(String part) {
    return JSON.readTree(Base64.getUrlDecoder().decode(part));
  }

  private static String text(JsonNode node, String member) {
    return node.path(member).asString("");
  }
}
