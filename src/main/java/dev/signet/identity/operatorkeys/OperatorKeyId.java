package dev.signet.identity.operatorkeys;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// What names an operator key, in audit events too. It proves nothing.
public record OperatorKeyId(String value) {

  public static Optional<OperatorKeyId> parse(String text) {
    return Ids.parse(text).map(OperatorKeyId::new);
  }
}
