package dev.signet.authorization.consents;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of a consent; it is never reused.
public record ConsentId(String value) {

  public static Optional<ConsentId> parse(String text) {
    return Ids.parse(text).map(ConsentId::new);
  }
}
