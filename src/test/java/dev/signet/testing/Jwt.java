package dev.signet.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a token as its holder could, and takes it apart as an attacker would.
public record Jwt(String header, String payload, String signature) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public static Jwt of(String token) {
    var first = token.indexOf('.');
    var second = token.lastIndexOf('.');
    return new Jwt(
        token.substring(0, first), token.substring(first + 1, second), token.substring(second + 1));
  }

  public JsonNode headers() {
    return JSON.readTree(Base64.getUrlDecoder().decode(header));
  }

  public JsonNode claims() {
    return JSON.readTree(Base64.getUrlDecoder().decode(payload));
  }

  public String claim(String name) {
    return claims().path(name).asString("");
  }

  /// The same token with another header and the original signature.
  public Jwt withHeader(String json) {
    return new Jwt(encode(json), payload, signature);
  }

  public Jwt withPayload(String json) {
    return new Jwt(header, encode(json), signature);
  }

  public Jwt withSignature(String other) {
    return new Jwt(header, payload, other);
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return header + "." + payload + "." + signature;
  }
}
