package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// A program with its own identity; OAuth's client.
///
/// @param clientId what it calls itself at the token endpoint, beside its id; never changed
/// @param generation goes up with everything that ends all its tokens at once; a token carries the
///   one it was made under
/// @param dpopKey what its tokens are bound to; it has none until it is given one
/// @param keyGeneration goes up with every key that it is given; 0 before the first. A token that
///   is bound to the key carries the one it was made under
/// @param revision goes up with every change that issuing has to know of
public record Agent(
    AgentId id,
    String clientId,
    OrganizationId organization,
    Profile profile,
    AgentStatus status,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    long generation,
    Optional<DpopKey> dpopKey,
    long keyGeneration,
    long revision) {

  public String name() {
    return profile.name();
  }

  public Optional<String> teamId() {
    return profile.teamId();
  }

  public Optional<String> description() {
    return profile.description();
  }

  /// What its tokens may carry at most.
  public Scopes scopes() {
    return profile.scopes();
  }

  public Set<GrantType> grantTypes() {
    return profile.grantTypes();
  }

  public Duration tokenLifetime() {
    return profile.tokenLifetime();
  }

  /// Empty for the server's own choice.
  public Optional<SigningAlg> tokenSigningAlg() {
    return profile.tokenSigningAlg();
  }

  /// A JSON object, as text.
  public String metadata() {
    return profile.metadata();
  }

  /// From then on it gets no tokens, and has none.
  public Optional<Instant> expiresAt() {
    return profile.expiresAt();
  }

  /// Whether it is active and has not expired, and its row can be read.
  public boolean mayGetTokens(Instant now) {
    return status.isActive() && !hasExpired(now) && !profile.grantTypes().isEmpty();
  }

  public boolean hasExpired(Instant now) {
    return profile.hasExpired(now);
  }

  Agent with(Profile edited, Instant now) {
    return new Agent(
        id,
        clientId,
        organization,
        edited,
        status,
        createdBy,
        createdAt,
        now,
        generation,
        dpopKey,
        keyGeneration,
        revision);
  }

  Agent with(AgentStatus other, Instant now) {
    return new Agent(
        id,
        clientId,
        organization,
        profile,
        other,
        createdBy,
        createdAt,
        now,
        generation,
        dpopKey,
        keyGeneration,
        revision);
  }
}
