package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.RateLimitWindow;
import dev.signet.base.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// An issued token; the issuance is on disk.
///
/// @param boundTo the key that it is bound to, if any
/// @param limits what is left of the organization's limits of which at least 80 % are used
public record IssuedTokens(
    Secret accessToken,
    Duration lifetime,
    Scopes scopes,
    Optional<Secret> refreshToken,
    Optional<Thumbprint> boundTo,
    List<RateLimitWindow> limits) {

  public IssuedTokens {
    limits = List.copyOf(limits);
  }
}
