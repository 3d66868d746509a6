package dev.signet.client;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A token that was verified and is valid for this API. Only {@link TokenVerifier} creates it. */
public final class VerifiedToken {
  private final Secret value;
  private final Map<String, Object> claims;
  private final Instant expiresAt;
  private final Set<String> scopes;
  private final List<Actor> actors;

  VerifiedToken(Secret value, Map<String, Object> claims, Instant expiresAt, List<Actor> actors) {
    this(value, claims, expiresAt, actors, scopes(claims));
  }

  private VerifiedToken(
      Secret value,
      Map<String, Object> claims,
      Instant expiresAt,
      List<Actor> actors,
      Set<String> scopes) {
    this.expiresAt = expiresAt;
    this.actors = List.copyOf(actors);
    this.value = value;
    this.claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    this.scopes = Set.copyOf(scopes);
  }

  static Set<String> scopes(Map<String, Object> claims) {
    return claims.get("scope") instanceof String text
        ? Arrays.stream(text.split(" ")).filter(s -> !s.isEmpty()).collect(Collectors.toSet())
        : Set.of();
  }

  /** This token with fewer scopes. */
  VerifiedToken withScopes(Set<String> fewer) {
    var both = scopes.stream().filter(fewer::contains).collect(Collectors.toSet());
    return new VerifiedToken(value, claims, expiresAt, actors, both);
  }

  /** The token itself, for introspection. */
  public Secret value() {
    return value;
  }

  /** {@code sub}: the subject, which is the agent itself unless the token is delegated. */
  public String subject() {
    return text("sub");
  }

  /** The user who allowed the client to act for them; empty for an agent's own token. */
  public Optional<String> userId() {
    return claims.containsKey("consent_id") ? Optional.of(subject()) : Optional.empty();
  }

  /** {@code client_id}: the agent that the token was issued to. */
  public String clientId() {
    return text("client_id");
  }

  /**
   * {@code act}: the agents that act for the subject, the one that acts now first; empty for an
   * agent's own token. Decide access by the first one and the subject: the others say who has acted
   * before, for information (RFC 8693 §4.1).
   */
  public List<Actor> actors() {
    return actors;
  }

  /**
   * {@code delegation_id}: the delegation by which the token was exchanged, the last of several.
   */
  public Optional<String> delegationId() {
    return claims.get("delegation_id") instanceof String id ? Optional.of(id) : Optional.empty();
  }

  /** {@code jti}: its id, which is also the id of its event in the audit log. */
  public String id() {
    return text("jti");
  }

  /** {@code organization_id}; empty for agents of the default organization. */
  public Optional<String> organizationId() {
    return claims.get("organization_id") instanceof String id ? Optional.of(id) : Optional.empty();
  }

  /** {@code aud}. */
  public List<String> audience() {
    return audience(claims);
  }

  static List<String> audience(Map<String, Object> claims) {
    return switch (claims.get("aud")) {
      case String one -> List.of(one);
      case List<?> several ->
          several.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }

  /** {@code exp}. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /** The thumbprint of the key that the token is bound to ({@code cnf.jkt}). */
  public Optional<String> dpopKeyThumbprint() {
    return claims.get("cnf") instanceof Map<?, ?> cnf && cnf.get("jkt") instanceof String jkt
        ? Optional.of(jkt)
        : Optional.empty();
  }

  public Set<String> scopes() {
    return scopes;
  }

  /**
   * Returns if the token has this scope.
   *
   * @throws TokenRejectedException with 403 if it does not
   */
  public void requireScope(String scope) {
    requireScopes(scope);
  }

  /**
   * Returns if the token has all scopes that a call needs.
   *
   * @throws TokenRejectedException with 403 if it lacks one; the challenge names all of them,
   *     because clients ask for just these
   */
  public void requireScopes(String... needed) {
    for (var scope : needed) {
      if (!scopes.contains(scope)) {
        throw TokenRejectedException.insufficientScope(
            List.of(needed), scope, dpopKeyThumbprint().isPresent());
      }
    }
  }

  /** All claims as JSON values: strings, numbers, lists and maps. */
  public Map<String, Object> claims() {
    return claims;
  }

  private String text(String name) {
    return String.valueOf(claims.get(name));
  }

  @Override
  public String toString() {
    return "VerifiedToken[" + id() + " of " + clientId() + "]";
  }
}
