package dev.signet.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The server refused a request. */
public final class RefusedException extends SignetException {
  private final int status;
  private final String error;
  private final String description;
  private final transient Map<String, String> members;
  private final transient Optional<Duration> retryAfter;

  RefusedException(
      String what,
      int status,
      String error,
      String description,
      Map<String, String> members,
      Optional<Duration> retryAfter) {
    super(
        what
            + " was refused: "
            + status
            + " "
            + error
            + (members.containsKey("reason") ? " " + members.get("reason") : "")
            + (description.isEmpty() ? "" : " (" + description + ")")
            + retryAfter.map(wait -> ", try again in " + wait.toSeconds() + " s").orElse(""),
        null);
    this.status = status;
    this.error = error;
    this.description = description;
    this.members = Map.copyOf(members);
    this.retryAfter = retryAfter;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /**
   * The server's error code, such as {@code invalid_client} or {@code slow_down}; {@code http_502}
   * and the like if the response had none, for example because a proxy sent it.
   */
  public String error() {
    return error;
  }

  /** The server's error message; empty if it sent none. */
  public String description() {
    return description;
  }

  /**
   * Why a token exchange was refused, such as {@code no_delegation} or {@code hops_used_up}; empty
   * for other refusals. Unlike the description it never changes.
   */
  public String reason() {
    return members.getOrDefault("reason", "");
  }

  /** All members of the response that are texts, such as {@code allowed_scope}. */
  public Map<String, String> members() {
    return members;
  }

  /** How long the server asks to wait, if it says so. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
