package dev.signet.authorization.requests;

import dev.signet.authorization.consents.ConsentId;
import dev.signet.authorization.resources.ResourceId;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.users.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/// The content of an authorization code. It is not stored: the code itself contains it, sealed. A
/// code can be redeemed once; its id is then that of the refresh token family that it starts, by
/// which everything issued for it can be revoked.
///
/// @param clientGeneration of the client's tokens when the user decided
/// @param scopes with those that they imply
/// @param redirectUri where it was sent, as the authorization request named it
/// @param codeChallenge the challenge of PKCE, by `S256`
public record AuthorizationCode(
    String id,
    AgentId client,
    long clientGeneration,
    Allowed allowed,
    Scopes scopes,
    String redirectUri,
    String codeChallenge,
    Optional<Thumbprint> dpopKey,
    Instant expiresAt) {

  /// What the user has allowed.
  ///
  /// @param generation of the consent when the user decided
  /// @param organization of the resource
  public record Allowed(
      UserId user,
      ConsentId consent,
      long generation,
      ResourceId resource,
      OrganizationId organization,
      Instant authenticatedAt) {}

  /// Whether a verifier is the one that the challenge was made from ([RFC 7636
  /// §4.6](https://www.rfc-editor.org/rfc/rfc7636#section-4.6)). Compares in constant time.
  public boolean isVerifiedBy(String verifier) {
    return MessageDigest.isEqual(
        Pkce.challenge(verifier).getBytes(StandardCharsets.US_ASCII),
        codeChallenge.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "AuthorizationCode[" + id + "]";
  }
}
