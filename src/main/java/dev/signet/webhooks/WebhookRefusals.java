package dev.signet.webhooks;

import dev.signet.base.fetch.PostUrl.UrlFault;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// The refusals of this room, other than errors of single fields.
public final class WebhookRefusals {
  private WebhookRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("webhook");
  }

  static Refused deliveryNotFound() {
    return Refused.notFound("delivery");
  }

  static Refused replayNotFound() {
    return Refused.notFound("replay");
  }

  static Refused agentNotFound() {
    return Refused.notFound("agent");
  }

  static Refused nameTaken() {
    return Refused.conflict("name_taken", "Another webhook of this organization has this name");
  }

  static Refused originForOperators() {
    return Refused.notAllowed(
        "Messages of this webhook contain the origin of requests, so only an operator may change"
            + " its url");
  }

  static Refused recoveryRunning() {
    return Refused.conflict(
        "recovery_running", "Failed deliveries of this webhook are already being queued again");
  }

  static Refused retentionTooShort() {
    return Refused.conflict(
        "retention_too_short",
        "Webhooks need an audit log that keeps events for at least 4 days; this server's"
            + " audit-retention is shorter");
  }

  static Refused invalidUrl(UrlFault fault) {
    return new Refused(
        new Refusal.InvalidWithCode(
            "invalid_url", "url " + fault.sentence(), Map.of("why", fault.wire())),
        "webhook URL: " + fault);
  }

  static Refused nameNotChecked() {
    return Refused.unavailableWithMessage(
        Duration.ofSeconds(5),
        "The host name of the URL could not be checked now, because the DNS does not answer; try"
            + " again");
  }

  static Refused rotateFirst() {
    return Refused.conflict(
        "rotate_first",
        "The secret of the webhook was reported as leaked; rotate it before you enable the"
            + " webhook");
  }

  static Refused secretLeaked() {
    return Refused.invalid("secret", "must be a new one: this or the current secret has leaked");
  }

  static Refused tooManySecrets() {
    return Refused.conflict(
        "overlap_in_progress",
        "Two earlier secrets are still valid; wait until one expires, or rotate with"
            + " overlapSeconds 0");
  }

  static Refused disabled() {
    return Refused.conflict("webhook_disabled", "The webhook is disabled; enable it first");
  }

  static Refused replayRunning() {
    return Refused.conflict("replay_running", "A replay of this webhook is running");
  }

  static Refused deliveryPending() {
    return Refused.conflict(
        "not_failed_or_delivered", "The delivery is pending: it is attempted without this");
  }

  static Refused deliveryFinished() {
    return Refused.conflict("delivery_finished", "The delivery is not pending");
  }

  static Refused beforeRetention(Instant oldest) {
    return new Refused(
        new Refusal.InvalidWithCode(
            "before_retention",
            "from is before the oldest event that is kept",
            Map.of("oldest", Json.time(oldest))),
        "replay from before retention");
  }

  static Refused cursorExpired(Instant oldest) {
    return new Refused(
        new Refusal.Gone(
            "cursor_expired",
            "Events after this cursor have been deleted; start again without after",
            Map.of("oldest", Json.time(oldest))),
        "cursor before retention");
  }

  static Refused tooManyTests(Duration wait) {
    return Refused.tooManyRequestsWithMessage(wait, "At most 5 tests of a webhook per minute");
  }

  static Refused tooManyTestsAtOnce() {
    return Refused.tooManyRequestsWithMessage(
        Duration.ofSeconds(5), "Too many tests of webhooks are in progress; try again");
  }
}
