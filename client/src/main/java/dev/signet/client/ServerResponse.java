package dev.signet.client;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A whole answer of the server. */
record ServerResponse(int status, HttpHeaders headers, String body) {
  /**
   * The members of the JSON object that it brings.
   *
   * @throws BadAnswerException when it brings none
   */
  Map<String, Object> json(String what) {
    return members()
        .orElseThrow(() ->
            new InvalidResponseException(what + " was answered with something else than JSON"));
  }

  /** A text member that has to be there. */
  static String text(String what, Map<String, Object> members, String name) {
    if (members.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw new InvalidResponseException(what + " was answered without " + name);
  }

  /** A secret that has to be there. */
  static Secret secret(String what, Map<String, Object> members, String name) {
    try {
      return Secret.of(text(what, members, name));
    } catch (IllegalArgumentException e) {
      throw new InvalidResponseException(what + " was answered with something else than " + name);
    }
  }

  /** What a client is told when this is a no. */
  RefusedException refusal(String what) {
    var members = members().orElse(Map.of());
    var error = members.get("error") instanceof String code ? code : "http_" + status;
    return new RefusedException(what, status, error, description(members), retryAfter());
  }

  private static String description(Map<String, Object> members) {
    for (var name : new String[] {"error_description", "detail"}) {
      if (members.get(name) instanceof String text) {
        return text;
      }
    }
    return "";
  }

  /** Whether the same question may be answered better a little later. */
  boolean isTransient() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /** Seconds only: no server of this kind says a date. */
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
