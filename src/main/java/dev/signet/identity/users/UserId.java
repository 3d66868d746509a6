package dev.signet.identity.users;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of a user.
public record UserId(String value) {

  public static Optional<UserId> parse(String text) {
    return Ids.parse(text).map(UserId::new);
  }
}
