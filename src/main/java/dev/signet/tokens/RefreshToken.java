package dev.signet.tokens;

import dev.signet.agents.AgentId;
import dev.signet.oauth.Scopes;
import java.time.Instant;
import java.util.List;

/// What a refresh token says. It is not stored anywhere: the token itself carries this, sealed.
///
/// @param family the first access token's id; all that follow from it share it
/// @param step how many refreshes came before: 0 for the first
/// @param generation the agent's generation that the family began under
/// @param scopes what was granted at first; a refresh may ask for less, and its successor has these
/// @param audience what the access tokens are for
record RefreshToken(
    AgentId agent,
    String family,
    int step,
    long generation,
    Instant issuedAt,
    Instant expiresAt,
    Scopes scopes,
    List<String> audience) {

  RefreshToken {
    audience = List.copyOf(audience);
  }

  /// The one that takes its place: the same for everybody who makes it, as nothing here is random.
  RefreshToken successor(Instant rotatedAt, Instant expiry) {
    return new RefreshToken(
        agent, family, step + 1, generation, rotatedAt, expiry, scopes, audience);
  }
}
