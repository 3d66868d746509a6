package dev.signet.identity.users;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// Names a person, for good.
public record PersonId(String value) {

  public static Optional<PersonId> parse(String text) {
    return Ids.parse(text).map(PersonId::new);
  }
}
