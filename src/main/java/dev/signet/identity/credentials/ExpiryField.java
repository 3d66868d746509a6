package dev.signet.identity.credentials;

import dev.signet.base.json.JsonFields;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads when a credential is to expire.
final class ExpiryField {
  private ExpiryField() {}

  /// The time that was sent; empty for none or `null`, which mean no expiry.
  static @Nullable Instant read(JsonFields fields, Instant now) {
    if (fields.isExplicitNull("expiresAt")) {
      return null;
    }
    return fields
        .instant("expiresAt")
        .flatMap(at ->
            at.isAfter(now)
                ? Optional.of(at)
                : fields.addError("expiresAt", "must be in the future"))
        .orElse(null);
  }
}
