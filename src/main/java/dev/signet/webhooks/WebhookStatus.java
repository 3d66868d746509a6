package dev.signet.webhooks;

import java.time.Instant;
import java.util.Locale;

/// Whether events are sent to a webhook.
public sealed interface WebhookStatus {
  /// As responses and pages name it.
  ///
  /// @param isBlocked see [Webhooks.WebhookFigures]
  default String text(boolean isBlocked) {
    return switch (this) {
      case Active() -> isBlocked ? "blocked" : "active";
      case Disabled _ -> "disabled";
    };
  }

  record Active() implements WebhookStatus {}

  /// Nothing is sent. The position in the audit log is kept, so that what is missed can be sent
  /// later.
  record Disabled(Instant since, DisabledReason reason) implements WebhookStatus {}

  /// Why a webhook is disabled.
  enum DisabledReason {
    /// By an operator or agent.
    BY_REQUEST,
    /// All attempts failed for days.
    FAILING,
    /// The receiver answered that it is gone (410), or asked not to be sent to.
    GONE,
    /// Its secret was reported as leaked.
    SECRET_LEAKED;

    /// As the wire and the database spell it.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
