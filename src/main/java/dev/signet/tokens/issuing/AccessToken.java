package dev.signet.tokens.issuing;

import dev.signet.authorization.consents.ConsentId;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.jose.Claims;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.Ancestor;
import dev.signet.delegation.Ancestry;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.TokenBinding;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.users.UserId;
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
///   of an exchanged token, until [Introspection] has checked it, all that it was issued with; of a
///   token about a user always all of these, which that user allowed
/// @param exchangedFrom empty when it was not issued for another token
/// @param user the user that is its subject; empty when an agent is
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
    Optional<ExchangedFrom> exchangedFrom,
    Optional<UserGrant> user) {

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
        exchangedFrom,
        user);
  }

  /// The organization whose data it is for: of the resource that a user allowed it for, otherwise
  /// of its agent.
  public OrganizationId organization() {
    return user.map(UserGrant::organization).orElseGet(agent::organization);
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
    var user =
        claims.has(TokenClaim.CONSENT_ID.wire()) ? user(claims) : Optional.<UserGrant>empty();
    if ((exchangedFrom.isEmpty() && claims.has(TokenClaim.ANC.wire()))
        || (user.isEmpty() && claims.has(TokenClaim.CONSENT_ID.wire()))) {
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
                exchangedFrom.isPresent() || user.isPresent()
                    ? scopes
                    : scopes.intersect(agent.scopes()),
                audience.get(),
                issuedAt.get(),
                expiresAt.get(),
                exchangedFrom,
                user));
  }

  /// An access token ends with its refresh family, so it does not name the consent's generation.
  private static Optional<UserGrant> user(Claims claims) {
    var user = claims.text(TokenClaim.SUB.wire()).flatMap(UserId::parse);
    var consent = claims.text(TokenClaim.CONSENT_ID.wire()).flatMap(ConsentId::parse);
    var organization =
        claims.has(TokenClaim.ORGANIZATION_ID.wire())
            ? claims.text(TokenClaim.ORGANIZATION_ID.wire()).flatMap(OrganizationId::parse)
            : Optional.of(OrganizationId.DEFAULT);
    var authenticatedAt = claims.time(TokenClaim.AUTH_TIME.wire());
    return user.isPresent()
            && consent.isPresent()
            && organization.isPresent()
            && authenticatedAt.isPresent()
        ? Optional.of(
            new UserGrant(user.get(), consent.get(), 0, organization.get(), authenticatedAt.get()))
        : Optional.empty();
  }

  private static Optional<TokenBinding> binding(Claims claims) {
    return claims
        .object(TokenClaim.CNF.wire())
        .flatMap(confirmation -> confirmation.text("jkt"))
        .map(thumbprint ->
            new TokenBinding(thumbprint, claims.number(TokenClaim.KGN.wire()).orElse(0L)));
  }
}
