package dev.signet.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A complete response of the server. */
record ServerResponse(int status, HttpHeaders headers, String body) {
  /**
   * The members of the JSON object in the body.
   *
   * @throws InvalidResponseException when the body is not a JSON object
   */
  Map<String, Object> json(String what) {
    return members()
        .orElseThrow(() -> new InvalidResponseException(what + " had a response that is not JSON"));
  }

  /** A required string member. */
  static String text(String what, Map<String, Object> members, String name) {
    if (members.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new InvalidResponseException(what + " had a response without " + name);
  }

  /** A required secret. */
  static Secret secret(String what, Map<String, Object> members, String name) {
    try {
      return Secret.of(text(what, members, name));
    } catch (IllegalArgumentException e) {
      throw new InvalidResponseException(what + " had a response with an invalid " + name);
    }
  }

  /** The exception for a refused request. */
  RefusedException refusal(String what) {
    var members = members().orElse(Map.of());
    var error = members.get("error") instanceof String code ? code : "http_" + status;
    return new RefusedException(
        what, status, error, description(members), texts(members), retryAfter());
  }

  private static Map<String, String> texts(Map<String, Object> members) {
    var texts = new LinkedHashMap<String, String>();
    members.forEach((name, value) -> {
      if (value instanceof String text) {
        texts.put(name, text);
      }
    });
    return texts;
  }

  private static String description(Map<String, Object> members) {
    for (var name : new String[] {"error_description", "detail"}) {
      if (members.get(name) instanceof String text) {
        return text;
      }
    }
    return "";
  }

  /** Whether the same request may succeed a little later. */
  boolean isTransient() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /** Seconds only: Signet does not send dates. */
  Optional<Duration> retryAfter() {
    return headers
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private Optional<Map<String, Object>> members() {
    return Json.parseObject(body);
  }
}
