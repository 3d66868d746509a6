package dev.signet.identity.operatorkeys;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The id of an operator key, also used in audit events. It is not a secret.
public record OperatorKeyId(String value) {

  public static Optional<OperatorKeyId> parse(String text) {
    return Ids.parse(text).map(OperatorKeyId::new);
  }
}
