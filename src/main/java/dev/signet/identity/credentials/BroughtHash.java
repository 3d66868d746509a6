package dev.signet.identity.credentials;

import dev.signet.base.json.Fields;
import dev.signet.base.secrets.Bcrypt;
import java.time.Instant;
import java.util.Optional;

/// The bcrypt hash of a secret that an agent got elsewhere.
record BroughtHash(String bcrypt, Optional<Instant> expiresAt) {
  private static final int LENGTH = 60;
  private static final String NEEDED =
      "must be a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to " + Bcrypt.MAX_COST;

  /// Takes `clientSecretHash` and `expiresAt`. Empty when a fault was noted.
  static Optional<BroughtHash> read(Fields fields, Instant now) {
    var expiresAt = Optional.ofNullable(Expiry.read(fields, now));
    var hash =
        fields
            .line("clientSecretHash", LENGTH)
            .flatMap(text ->
                Bcrypt.isValid(text)
                    ? Optional.of(text)
                    : fields.fault("clientSecretHash", NEEDED));
    if (hash.isEmpty()) {
      fields.missing("clientSecretHash");
    }
    return hash.map(text -> new BroughtHash(text, expiresAt));
  }

  @Override
  public String toString() {
    return "BroughtHash[***]";
  }
}
