package dev.signet.tokens.issuing;

import dev.signet.authorization.consents.Connection;
import dev.signet.authorization.resources.ResourceId;
import dev.signet.authorization.resources.ResourceVersion;
import dev.signet.base.jose.Thumbprint;
import java.time.Duration;
import java.util.Optional;

/// The user whose consent a token is issued by.
///
/// @param connection the refresh token family that an authorization code starts; empty for a
///   refresh
/// @param requiredKey the key that the authorization code is bound to, if it is
public record UserSource(
    UserGrant grant,
    Target target,
    Optional<Connection> connection,
    Optional<Thumbprint> requiredKey) {

  /// The resource that the token is for, as it was read.
  ///
  /// @param tokenLifetime of access tokens for it
  public record Target(ResourceId resource, ResourceVersion version, Duration tokenLifetime) {}
}
