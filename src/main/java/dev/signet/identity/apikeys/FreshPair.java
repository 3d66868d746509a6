package dev.signet.identity.apikeys;

import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.Secrets;
import java.util.Optional;

/// An API key just made, with its rotation secret if it has one; shown now or never.
public record FreshPair(Secret apiKey, Optional<Secret> rotationSecret) {

  static FreshPair make(Secrets secrets, boolean withRotationSecret) {
    return new FreshPair(
        secrets.make(SecretKind.API_KEY),
        withRotationSecret
            ? Optional.of(secrets.make(SecretKind.ROTATION_SECRET))
            : Optional.empty());
  }

  Hashes hashes(KeyedHash keyedHash) {
    return new Hashes(
        keyedHash.hash(SecretKind.API_KEY, apiKey),
        rotationSecret.map(secret -> keyedHash.hash(SecretKind.ROTATION_SECRET, secret)));
  }
}
