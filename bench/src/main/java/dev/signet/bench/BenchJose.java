package dev.signet.bench;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// The few JOSE operations that an agent needs.
final class BenchJose {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int P256_BYTES = 32;

  private BenchJose() {}

  static String encoded(String json) {
    return BASE64URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  /// A compact JWS by a P-256 key.
  ///
  /// @param head the header, encoded
  /// @param claims the payload, as JSON
  static String signed(BenchCrypto crypto, KeyPair key, String head, String claims) {
    var input = head + "." + encoded(claims);
    try {
      var signature = crypto.signature(Algorithm.ES256);
      signature.initSign(key.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The public JWK of a P-256 key.
  static Map<String, Object> publicJwk(KeyPair key) {
    var point = ((ECPublicKey) key.getPublic()).getW();
    var jwk = new LinkedHashMap<String, Object>();
    jwk.put("kty", "EC");
    jwk.put("crv", "P-256");
    jwk.put("x", coordinate(point.getAffineX()));
    jwk.put("y", coordinate(point.getAffineY()));
    return jwk;
  }

  /// The private JWK, for servers that are configured with their keys.
  static Map<String, Object> privateJwk(Algorithm algorithm, KeyPair key) {
    var jwk = new LinkedHashMap<String, Object>();
    switch (key.getPrivate()) {
      case RSAPrivateCrtKey rsa -> {
        jwk.put("kty", "RSA");
        jwk.put("n", number(rsa.getModulus()));
        jwk.put("e", number(rsa.getPublicExponent()));
        jwk.put("d", number(rsa.getPrivateExponent()));
        jwk.put("p", number(rsa.getPrimeP()));
        jwk.put("q", number(rsa.getPrimeQ()));
        jwk.put("dp", number(rsa.getPrimeExponentP()));
        jwk.put("dq", number(rsa.getPrimeExponentQ()));
        jwk.put("qi", number(rsa.getCrtCoefficient()));
      }
      case ECPrivateKey ec -> {
        jwk.putAll(publicJwk(key));
        jwk.put("d", coordinate(ec.getS()));
      }
      default -> throw new IllegalArgumentException(key.getPrivate().getAlgorithm());
    }
    jwk.put("kid", "bench-" + algorithm);
    jwk.put("alg", algorithm.name());
    jwk.put("use", "sig");
    return jwk;
  }

  /// RFC 7518 §6.2.1.2: 32 bytes, including leading zeros.
  private static String coordinate(BigInteger number) {
    var bytes = new byte[P256_BYTES];
    var signed = number.toByteArray();
    var length = Math.min(signed.length, bytes.length);
    System.arraycopy(signed, signed.length - length, bytes, bytes.length - length, length);
    return BASE64URL.encodeToString(bytes);
  }

  /// RFC 7518 §2, Base64urlUInt: as few bytes as possible.
  private static String number(BigInteger number) {
    var bytes = number.toByteArray();
    var from = bytes[0] == 0 ? 1 : 0;
    return BASE64URL.encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
