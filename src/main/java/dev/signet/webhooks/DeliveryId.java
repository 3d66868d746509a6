package dev.signet.webhooks;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of a delivery. Deliveries of one webhook are in the order of their ids.
public record DeliveryId(String value) {

  public static Optional<DeliveryId> parse(String text) {
    return Ids.parse(text).map(DeliveryId::new);
  }
}
