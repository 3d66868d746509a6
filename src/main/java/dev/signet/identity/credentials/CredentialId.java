package dev.signet.identity.credentials;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of a credential: rotation keeps it, and it is never reused.
public record CredentialId(String value) {
  public static Optional<CredentialId> parse(String text) {
    return Ids.parse(text).map(CredentialId::new);
  }

  @Override
  public String toString() {
    return value;
  }
}
