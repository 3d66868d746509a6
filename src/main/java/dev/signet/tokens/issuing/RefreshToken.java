package dev.signet.tokens.issuing;

import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a refresh token says. It is not stored anywhere: the token itself carries this, sealed.
///
/// @param family the first access token's id; all that follow from it share it
/// @param step how many refreshes came before: 0 for the first
/// @param generation the agent's generation that the family began under
/// @param binding the key that it is bound to, and with it its successors and their access tokens
/// @param scopes what was granted at first; a refresh may ask for less, and its successor has these
/// @param audience what the access tokens are for
record RefreshToken(
    AgentId agent,
    String family,
    int step,
    long generation,
    Instant issuedAt,
    Instant expiresAt,
    Optional<TokenBinding> binding,
    Scopes scopes,
    List<String> audience) {

  RefreshToken {
    audience = List.copyOf(audience);
  }

  /// The key whose proof it takes to use it, if it takes one.
  Optional<Thumbprint> boundTo() {
    return binding.map(bound -> new Thumbprint(bound.thumbprint()));
  }

  /// The one that takes its place: the same for everybody who makes it, as nothing here is random.
  RefreshToken successor(Instant rotatedAt, Instant expiry) {
    return new RefreshToken(
        agent, family, step + 1, generation, rotatedAt, expiry, binding, scopes, audience);
  }

  /// Whether the agent has ended neither all tokens of this one's time nor those of its key. A row
  /// that says which key was ended may be gone long before a refresh token is, so one that is bound
  /// holds for its key generation only.
  boolean isOfCurrentGeneration(Agent of) {
    return generation == of.generation()
        && (binding.isEmpty() || binding.get().keyGeneration() == of.keyGeneration());
  }
}
