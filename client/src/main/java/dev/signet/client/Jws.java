package dev.signet.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compact JWS from outside, read and not yet believed (<a
 * href="https://www.rfc-editor.org/rfc/rfc7515#section-7.1">RFC 7515 §7.1</a>). What would have us
 * read it another way, or trust a key for its own word, is no member of a header that is taken.
 */
record Jws(Map<String, Object> header, Map<String, Object> claims, String input, String signature) {
  /** Nothing longer is read. */
  private static final int MAX_LENGTH = 16 * 1024;

  private static final List<String> UNSUPPORTED_HEADERS = List.of("crit", "b64", "zip");

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** Reads one; empty for anything that is not one in its one right spelling. */
  static Optional<Jws> parse(String compact) {
    var first = compact.indexOf('.');
    var second = compact.indexOf('.', first + 1);
    if (compact.length() > MAX_LENGTH || first < 0 || second < 0) {
      return Optional.empty();
    }
    try {
      var header = Json.parseObject(text(compact.substring(0, first)));
      var claims = Json.parseObject(text(compact.substring(first + 1, second)));
      var signature = compact.substring(second + 1);
      decode(signature);
      return header.isEmpty()
              || claims.isEmpty()
              || UNSUPPORTED_HEADERS.stream().anyMatch(header.get()::containsKey)
          ? Optional.empty()
          : Optional.of(
              new Jws(header.get(), claims.get(), compact.substring(0, second), signature));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A text member of the header. */
  Optional<String> headerText(String name) {
    return header.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  Optional<KeyAlgorithm> algorithm() {
    return headerText("alg").flatMap(KeyAlgorithm::parse);
  }

  /**
   * Whether {@code typ} is this media type, which it may spell with {@code application/} or not.
   */
  boolean isOfType(String type) {
    return headerText("typ")
        .filter(typ -> typ.equalsIgnoreCase(type) || typ.equalsIgnoreCase("application/" + type))
        .isPresent();
  }

  boolean isSignedBy(KeyAlgorithm algorithm, PublicKey key) {
    return algorithm.isValidSignature(key, input.getBytes(ISO_8859_1), decode(signature));
  }

  /** Makes one. */
  static String sign(String encodedHeader, Map<String, Object> claims, AgentKey key) {
    var input = encodedHeader + "." + encode(Json.write(claims).getBytes(UTF_8));
    return input + "." + encode(key.sign(input.getBytes(ISO_8859_1)));
  }

  static String encodedHeader(Map<String, Object> header) {
    return encode(Json.write(header).getBytes(UTF_8));
  }

  static String encode(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }

  /** SHA-256 of a text in base64url: how {@code ath} names a token. */
  static String digest(String text) {
    try {
      return encode(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private static String text(String part) {
    return new String(decode(part), UTF_8);
  }

  private static byte[] decode(String part) {
    var bytes = Base64.getUrlDecoder().decode(part);
    if (!encode(bytes).equals(part)) {
      throw new IllegalArgumentException("not base64url as it is spelled");
    }
    return bytes;
  }
}
