package dev.signet.tokens.issuing;

import dev.signet.base.jose.Claims;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An access token of ours, and its agent as it is now.
///
/// @param kid of the key that signed it
/// @param binding the key that it is bound to, and the agent's key generation that it was made
///   under
/// @param family the refresh family that it says it is of; empty for what is of none, and for
///   tokens of releases that did not say it
/// @param isTest whether somebody made it to try the agent out
/// @param scopes what the token was given, less what its agent has lost since
public record AccessToken(
    String id,
    String kid,
    String issuer,
    Agent agent,
    long generation,
    Optional<TokenBinding> binding,
    Optional<String> family,
    boolean isTest,
    Scopes scopes,
    List<String> audience,
    Instant issuedAt,
    Instant expiresAt) {

  /// The claim of a token that somebody made to try the agent out; no other token has it.
  static final String TEST = "test";

  /// The claim that names the refresh family.
  static final String FAMILY = "fam";

  /// Whether it would live longer than any token that we issue: then it was made by another party
  /// with a key of ours.
  boolean exceedsMaxLifetime() {
    return expiresAt.isAfter(issuedAt.plus(Event.IssuedToken.MAX_LIFETIME));
  }

  /// The key whose proof it takes to use it; empty for a bearer token.
  public Optional<Thumbprint> boundTo() {
    return binding.map(bound -> new Thumbprint(bound.thumbprint()));
  }

  /// Empty when a claim that every token of ours has is missing.
  static Optional<AccessToken> of(String kid, Claims claims, Agent agent) {
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
    // A token without scopes has no such claim.
    return Scopes.parse(claims.text("scope").orElse(""))
        .map(scopes ->
            new AccessToken(
                jti.get(),
                kid,
                issuer.get(),
                agent,
                generation.get(),
                binding(claims),
                claims.text(FAMILY),
                claims.bool(TEST).orElse(false),
                scopes.intersect(agent.scopes()),
                audience.get(),
                issuedAt.get(),
                expiresAt.get()));
  }

  private static Optional<TokenBinding> binding(Claims claims) {
    return claims
        .object("cnf")
        .flatMap(confirmation -> confirmation.text("jkt"))
        .map(thumbprint -> new TokenBinding(thumbprint, claims.number("kgn").orElse(0L)));
  }
}
