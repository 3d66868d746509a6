package dev.signet.delegation;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of a delegation; it is never reused.
public record DelegationId(String value) {

  public static Optional<DelegationId> parse(String text) {
    return Ids.parse(text).map(DelegationId::new);
  }
}
