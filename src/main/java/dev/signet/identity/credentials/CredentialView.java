package dev.signet.identity.credentials;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.identity.leaks.Quarantine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A credential as lists show it: without its secret, which cannot be read again. A credential in
/// quarantine is shown as `revoked`, because it does not work and older clients do not know another
/// status; a separate member says that it can be released.
record CredentialView(
    String credentialId,
    String clientId,
    String status,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Quarantine quarantine) {

  static CredentialView of(Credential credential) {
    return new CredentialView(
        credential.id().value(),
        credential.clientId(),
        switch (credential.status()) {
          case ACTIVE -> "active";
          case REVOKED, QUARANTINED -> "revoked";
        },
        credential.createdAt(),
        credential.expiresAt().orElse(null),
        credential.revokedAt().orElse(null),
        credential.quarantine().orElse(null));
  }

  /// A credential in the single response that includes its new secret.
  record WithSecret(
      String credentialId,
      String clientId,
      String clientSecret,
      String status,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {

    static WithSecret of(IssuedCredential issued) {
      var shown = CredentialView.of(issued.credential());
      return new WithSecret(
          shown.credentialId(),
          shown.clientId(),
          issued.secret().reveal(),
          shown.status(),
          shown.createdAt(),
          shown.expiresAt(),
          shown.revokedAt());
    }

    @Override
    public String toString() {
      return "WithSecret[" + credentialId + ", ***]";
    }
  }
}
