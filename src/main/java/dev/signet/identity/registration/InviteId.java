package dev.signet.identity.registration;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// What names an invite, in audit events too. It lets nobody in.
public record InviteId(String value) {

  public static Optional<InviteId> parse(String text) {
    return Ids.parse(text).map(InviteId::new);
  }
}
