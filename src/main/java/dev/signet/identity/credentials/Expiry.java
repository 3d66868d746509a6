package dev.signet.identity.credentials;

import dev.signet.base.json.Fields;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads when a credential is to expire.
final class Expiry {
  private Expiry() {}

  /// The time that was sent; `null`, which may be sent as well, for never.
  static @Nullable Instant read(Fields fields, Instant now) {
    if (fields.clears("expiresAt")) {
      return null;
    }
    return fields
        .instant("expiresAt")
        .flatMap(at ->
            at.isAfter(now) ? Optional.of(at) : fields.fault("expiresAt", "must be in the future"))
        .orElse(null);
  }
}
