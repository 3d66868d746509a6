package dev.signet.credentials;

import dev.signet.secrets.Secret;

/// A credential with the secret just made for it: the only time that it can be shown.
public record Issued(Credential credential, Secret secret) {}
