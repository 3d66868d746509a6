package dev.signet.tokens;

import dev.signet.agents.Agent;
import dev.signet.jose.Claims;
import dev.signet.oauth.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An access token of ours, and its agent as it is now.
///
/// @param scopes what the token was given, less what its agent has lost since
public record LiveAccess(
    String id,
    String issuer,
    Agent agent,
    long generation,
    Scopes scopes,
    List<String> audience,
    Instant issuedAt,
    Instant expiresAt) {

  /// Empty when a claim that every token of ours has is missing.
  static Optional<LiveAccess> of(Claims claims, Agent agent) {
    var jti = claims.text("jti");
    var issuer = claims.text("iss");
    var generation = claims.number("gen");
    var audience = claims.texts("aud");
    var issuedAt = claims.time("iat");
    var expiresAt = claims.time("exp");
    if (jti.isEmpty()
        || issuer.isEmpty()
        || generation.isEmpty()
        || audience.isEmpty()
        || issuedAt.isEmpty()
        || expiresAt.isEmpty()) {
      return Optional.empty();
    }
    return claims
        .text("scope")
        .flatMap(Scopes::parse)
        .map(scopes ->
            new LiveAccess(
                jti.get(),
                issuer.get(),
                agent,
                generation.get(),
                scopes.intersect(agent.scopes()),
                audience.get(),
                issuedAt.get(),
                expiresAt.get()));
  }
}
