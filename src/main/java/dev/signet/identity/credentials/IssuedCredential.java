package dev.signet.identity.credentials;

import dev.signet.base.secrets.Secret;

/// A credential with its new secret: the only time that the secret can be shown.
public record IssuedCredential(Credential credential, Secret secret) {}
