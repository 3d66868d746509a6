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
/// @param clientId the OAuth client id, an alternative to the agent id at the token endpoint; never
///   changes
/// @param generation increases whenever all of the agent's tokens are revoked at once; each token
///   carries the generation in which it was issued
/// @param dpopKey the key that the agent's tokens are bound to; empty until a key is set
/// @param keyGeneration increases with every key that is set; 0 before the first. A token bound to
///   the key carries the key generation in which it was issued
/// @param revision increases with every change that token issuance depends on
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

  /// The most that the agent's tokens may carry.
  public Scopes scopes() {
    return profile.scopes();
  }

  public Set<GrantType> grantTypes() {
    return profile.grantTypes();
  }

  public Duration tokenLifetime() {
    return profile.tokenLifetime();
  }

  /// Empty for the server's default.
  public Optional<SigningAlg> tokenSigningAlg() {
    return profile.tokenSigningAlg();
  }

  /// A JSON object, as text.
  public String metadata() {
    return profile.metadata();
  }

  /// From this time on the agent gets no tokens, and its earlier tokens have expired.
  public Optional<Instant> expiresAt() {
    return profile.expiresAt();
  }

  /// Whether the agent is active, has not expired, and its row is readable.
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
