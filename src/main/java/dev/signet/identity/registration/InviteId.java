package dev.signet.identity.registration;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The id of an invite, also used in audit events. It is not a secret.
public record InviteId(String value) {

  public static Optional<InviteId> parse(String text) {
    return Ids.parse(text).map(InviteId::new);
  }
}
