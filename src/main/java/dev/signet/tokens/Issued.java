package dev.signet.tokens;

import dev.signet.oauth.Scopes;
import dev.signet.secrets.Secret;
import java.time.Duration;
import java.util.Optional;

/// A token that was made, and whose making is on disk.
public record Issued(
    Secret accessToken, Duration lifetime, Scopes scopes, Optional<Secret> refreshToken) {}
