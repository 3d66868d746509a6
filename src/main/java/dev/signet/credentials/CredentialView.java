package dev.signet.credentials;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A credential as lists show it: without its secret, which nobody can read again.
record CredentialView(
    String credentialId,
    String clientId,
    String status,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {

  static CredentialView of(Credential credential) {
    return new CredentialView(
        credential.id().value(),
        credential.clientId(),
        credential.status().name().toLowerCase(Locale.ROOT),
        credential.createdAt(),
        credential.expiresAt().orElse(null),
        credential.revokedAt().orElse(null));
  }

  /// A credential as the one answer shows it that made its secret.
  record WithSecret(
      String credentialId,
      String clientId,
      String clientSecret,
      String status,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {

    static WithSecret of(Issued issued) {
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
