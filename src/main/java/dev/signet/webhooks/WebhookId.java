package dev.signet.webhooks;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of a webhook.
public record WebhookId(String value) {

  public static Optional<WebhookId> parse(String text) {
    return Ids.parse(text).map(WebhookId::new);
  }
}
