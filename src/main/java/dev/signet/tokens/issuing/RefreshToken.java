package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The content of a refresh token. It is not stored: the token itself contains it, sealed.
///
/// @param family the id of the family, shared by all its tokens; contains the time at which it
///   started
/// @param step the number of earlier refreshes: 0 for the first token
/// @param generation the agent's generation in which the family started
/// @param binding the key that it, its successors and their access tokens are bound to
/// @param scopes the scopes originally granted; a refresh may request fewer, and its successor
///   still has these
/// @param audience the audience of the access tokens
/// @param user the user that the access tokens are about, if they are not about the agent
record RefreshToken(
    AgentId agent,
    String family,
    int step,
    long generation,
    Instant issuedAt,
    Instant expiresAt,
    Optional<TokenBinding> binding,
    Scopes scopes,
    List<String> audience,
    Optional<UserGrant> user) {

  RefreshToken {
    audience = List.copyOf(audience);
  }

  /// The key whose proof is required to use it, if any.
  Optional<Thumbprint> boundTo() {
    return binding.map(bound -> new Thumbprint(bound.thumbprint()));
  }

  /// The successor: always the same, because it contains nothing random.
  RefreshToken successor(Instant rotatedAt, Instant expiry) {
    return new RefreshToken(
        agent, family, step + 1, generation, rotatedAt, expiry, binding, scopes, audience, user);
  }

  /// Whether the agent's tokens of this generation and key generation have not been revoked. The
  /// row of a revoked key may be deleted long before a refresh token expires, so a bound refresh
  /// token is valid only in its own key generation.
  boolean isOfCurrentGeneration(Agent of) {
    return generation == of.generation()
        && (binding.isEmpty() || binding.get().keyGeneration() == of.keyGeneration());
  }
}
