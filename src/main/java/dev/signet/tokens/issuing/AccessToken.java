package dev.signet.tokens.issuing;

import dev.signet.base.jose.Claims;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.Ancestor;
import dev.signet.delegation.Ancestry;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.Agent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An access token that a key of this server signed, with the current state of its agent. Whether
/// it is active, [Introspection] says.
///
/// @param kid of the key that signed it
/// @param binding the key that it is bound to, and the agent's key generation in which it was
///   issued
/// @param family the refresh family that it names; empty if it belongs to none, and for tokens of
///   releases that did not name it
/// @param isTest whether it was issued as a test token
/// @param scopes the scopes that it was issued with, without those that its agent has lost since;
///   of an exchanged token, until [Introspection] has checked it, all that it was issued with
/// @param exchangedFrom empty when it was not issued for another token
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
    Instant expiresAt,
    Optional<ExchangedFrom> exchangedFrom) {

  /// The `typ` of access tokens ([RFC 9068
  /// §2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.1)).
  static final String TYPE = "at+jwt";

  /// Whether its lifetime is longer than that of any token that this server issues: then another
  /// party made it with a key of this server.
  boolean exceedsMaxLifetime() {
    return expiresAt.isAfter(issuedAt.plus(Event.IssuedToken.MAX_LIFETIME));
  }

  /// The key whose proof is required to use it; empty for a bearer token.
  public Optional<Thumbprint> boundTo() {
    return binding.map(bound -> new Thumbprint(bound.thumbprint()));
  }

  /// This token after those that it was exchanged from.
  public Ancestry chain() {
    return exchangedFrom.map(ExchangedFrom::ancestry).orElse(Ancestry.NONE).plus(toAncestor());
  }

  private Ancestor toAncestor() {
    var alone =
        new Ancestor(agent.id(), generation, id, Optional.empty(), family, binding, kid, false);
    // By narrowing its own token an agent does not begin to act.
    return exchangedFrom
        .filter(from -> !ExchangedFrom.isNarrowed(from.ancestry(), agent.id()))
        .map(from -> alone.through(from.delegation()))
        .orElse(alone);
  }

  AccessToken withScopes(Scopes current) {
    return new AccessToken(
        id,
        kid,
        issuer,
        agent,
        generation,
        binding,
        family,
        isTest,
        current,
        audience,
        issuedAt,
        expiresAt,
        exchangedFrom);
  }

  /// Empty when a claim that every token of this server has is missing.
  static Optional<AccessToken> of(String kid, Claims claims, Agent agent) {
    var jti = claims.text(TokenClaim.JTI.wire());
    var issuer = claims.text(TokenClaim.ISS.wire());
    var generation = claims.number(TokenClaim.GEN.wire());
    var audience = claims.texts(TokenClaim.AUD.wire());
    var issuedAt = claims.time(TokenClaim.IAT.wire());
    var expiresAt = claims.time(TokenClaim.EXP.wire());
    if (jti.isEmpty()
        || issuer.isEmpty()
        || generation.isEmpty()
        || audience.isEmpty()
        || issuedAt.isEmpty()
        || expiresAt.isEmpty()) {
      return Optional.empty();
    }
    var exchangedFrom =
        claims.has(TokenClaim.ANC.wire())
            ? ExchangedFrom.of(kid, claims)
            : Optional.<ExchangedFrom>empty();
    if (exchangedFrom.isEmpty() && claims.has(TokenClaim.ANC.wire())) {
      return Optional.empty();
    }
    // A token without scopes has no such claim.
    return Scopes.parse(claims.text(TokenClaim.SCOPE.wire()).orElse(""))
        .map(scopes ->
            new AccessToken(
                jti.get(),
                kid,
                issuer.get(),
                agent,
                generation.get(),
                binding(claims),
                claims.text(TokenClaim.FAM.wire()),
                claims.bool(TokenClaim.TEST.wire()).orElse(false),
                exchangedFrom.isPresent() ? scopes : scopes.intersect(agent.scopes()),
                audience.get(),
                issuedAt.get(),
                expiresAt.get(),
                exchangedFrom));
  }

  private static Optional<TokenBinding> binding(Claims claims) {
    return claims
        .object(TokenClaim.CNF.wire())
        .flatMap(confirmation -> confirmation.text("jkt"))
        .map(thumbprint ->
            new TokenBinding(thumbprint, claims.number(TokenClaim.KGN.wire()).orElse(0L)));
  }
}
