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
 * A compact JWS from an untrusted source, parsed and not yet verified (<a
 * href="https://www.rfc-editor.org/rfc/rfc7515#section-7.1">RFC 7515 §7.1</a>). A header is refused
 * if it has a member that changes the parsing or brings its own key to be trusted.
 */
record Jws(Map<String, Object> header, Map<String, Object> claims, String input, String signature) {
  /** The maximum length. */
  private static final int MAX_LENGTH = 16 * 1024;

  private static final List<String> UNSUPPORTED_HEADERS = List.of("crit", "b64", "zip");

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** Parses a JWS; empty for any text that is not a JWS in canonical encoding. */
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

  /** A string member of the header. */
  Optional<String> headerText(String name) {
    return header.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  Optional<KeyAlgorithm> algorithm() {
    return headerText("alg").flatMap(KeyAlgorithm::parse);
  }

  /** Whether {@code typ} is this media type, with or without {@code application/}. */
  boolean isOfType(String type) {
    return headerText("typ")
        .filter(typ -> typ.equalsIgnoreCase(type) || typ.equalsIgnoreCase("application/" + type))
        .isPresent();
  }

  boolean isSignedBy(KeyAlgorithm algorithm, PublicKey key) {
    return algorithm.isValidSignature(key, input.getBytes(ISO_8859_1), decode(signature));
  }

  /** Creates and signs a JWS. */
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

  /** The SHA-256 of a text in base64url, as in {@code ath}. */
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
      throw new IllegalArgumentException("not canonical base64url");
    }
    return bytes;
  }
}
