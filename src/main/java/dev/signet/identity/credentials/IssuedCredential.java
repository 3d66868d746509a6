package dev.signet.identity.credentials;

import dev.signet.base.secrets.Secret;

/// A credential with the secret just made for it: the only time that it can be shown.
public record IssuedCredential(Credential credential, Secret secret) {}
