package dev.signet.tokens;

import dev.signet.jose.Thumbprint;
import dev.signet.oauth.Scopes;
import dev.signet.secrets.Secret;
import java.time.Duration;
import java.util.Optional;

/// A token that was made, and whose making is on disk.
///
/// @param boundTo the key that it is bound to, if it is
public record Issued(
    Secret accessToken,
    Duration lifetime,
    Scopes scopes,
    Optional<Secret> refreshToken,
    Optional<Thumbprint> boundTo) {}
