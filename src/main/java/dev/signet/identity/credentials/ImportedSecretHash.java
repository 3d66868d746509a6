package dev.signet.identity.credentials;

import dev.signet.base.json.JsonFields;
import dev.signet.base.secrets.Bcrypt;
import java.time.Instant;
import java.util.Optional;

/// The bcrypt hash of a secret that another server issued to an agent.
record ImportedSecretHash(String bcrypt, Optional<Instant> expiresAt) {
  private static final int LENGTH = 60;
  private static final String FORMAT_ERROR =
      "must be a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to " + Bcrypt.MAX_COST;

  /// Reads `clientSecretHash` and `expiresAt`. Empty when an error was added.
  static Optional<ImportedSecretHash> read(JsonFields fields, Instant now) {
    var expiresAt = Optional.ofNullable(ExpiryField.read(fields, now));
    var hash =
        fields
            .singleLine("clientSecretHash", LENGTH)
            .flatMap(text ->
                Bcrypt.isValid(text)
                    ? Optional.of(text)
                    : fields.addError("clientSecretHash", FORMAT_ERROR));
    if (hash.isEmpty()) {
      fields.addMissing("clientSecretHash");
    }
    return hash.map(text -> new ImportedSecretHash(text, expiresAt));
  }

  @Override
  public String toString() {
    return "BroughtHash[***]";
  }
}
