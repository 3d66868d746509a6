package dev.signet.identity.apikeys;

import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import java.util.Optional;

/// A new API key with its rotation secret, if it has one; this is the only time that they can be
/// shown.
public record ApiKeySecrets(Secret apiKey, Optional<Secret> rotationSecret) {

  static ApiKeySecrets generate(SecretGenerator secrets, boolean withRotationSecret) {
    return new ApiKeySecrets(
        secrets.generate(SecretKind.API_KEY),
        withRotationSecret
            ? Optional.of(secrets.generate(SecretKind.ROTATION_SECRET))
            : Optional.empty());
  }

  ApiKeyHashes hashes(KeyedHash keyedHash) {
    return new ApiKeyHashes(
        keyedHash.hash(SecretKind.API_KEY, apiKey),
        rotationSecret.map(secret -> keyedHash.hash(SecretKind.ROTATION_SECRET, secret)));
  }
}
