package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.organizations.OrganizationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A program with its own identity; OAuth's client.
///
/// @param kind whether it is an agent of the registry, or an app; never changes
/// @param clientId the OAuth client id, an alternative to the agent id at the token endpoint; never
///   changes
/// @param ownGeneration increases whenever all of the agent's tokens are revoked at once
/// @param dpopKey the key that the agent's tokens are bound to; empty until a key is set
/// @param keyGeneration increases with every key that is set; 0 before the first. A token bound to
///   the key carries the key generation in which it was issued
/// @param revision increases with every change of the agent that token issuance depends on
/// @param organizationState what the agent's organization decides about its tokens
public record Agent(
    AgentId id,
    AgentKind kind,
    String clientId,
    OrganizationId organization,
    Profile profile,
    AgentStatus status,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    long ownGeneration,
    Optional<DpopKey> dpopKey,
    long keyGeneration,
    long revision,
    OrganizationState organizationState) {

  /// The maximum length of a client id, in characters; those of apps contain what they register.
  public static final int MAX_CLIENT_ID = 1024;

  /// The generation of the agent's tokens: each token carries the one in which it was issued, and
  /// tokens of another one are revoked. It increases whenever all of the agent's tokens are revoked
  /// at once, or all of its organization's.
  public long generation() {
    return Math.max(ownGeneration, organizationState.generation());
  }

  /// Whether it is a client that describes itself, and not an agent of the registry.
  public boolean isApp() {
    return kind == AgentKind.APP;
  }

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

  /// Where the answers to the agent's authorization requests may be sent.
  public List<RedirectUri> redirectUris() {
    return profile.redirectUris();
  }

  /// Whether the agent only names its client id, and has no credentials.
  public boolean isPublicClient() {
    return profile.isPublicClient();
  }

  /// A JSON object, as text.
  public String metadata() {
    return profile.metadata();
  }

  /// From this time on the agent gets no tokens, and its earlier tokens have expired.
  public Optional<Instant> expiresAt() {
    return profile.expiresAt();
  }

  public boolean isOrganizationActive() {
    return organizationState.isActive();
  }

  /// Whether the agent and its organization are active, it has not expired, and its row is
  /// readable.
  public boolean mayGetTokens(Instant now) {
    return organizationState.isActive() && isActiveItself(now);
  }

  /// As [#mayGetTokens], whatever the state of its organization is.
  public boolean isActiveItself(Instant now) {
    return status.isActive() && !hasExpired(now) && !profile.grantTypes().isEmpty();
  }

  public boolean hasExpired(Instant now) {
    return profile.hasExpired(now);
  }

  Agent with(Profile edited, Instant now) {
    return new Agent(
        id,
        kind,
        clientId,
        organization,
        edited,
        status,
        createdBy,
        createdAt,
        now,
        ownGeneration,
        dpopKey,
        keyGeneration,
        revision,
        organizationState);
  }

  Agent with(AgentStatus other, Instant now) {
    return new Agent(
        id,
        kind,
        clientId,
        organization,
        profile,
        other,
        createdBy,
        createdAt,
        now,
        ownGeneration,
        dpopKey,
        keyGeneration,
        revision,
        organizationState);
  }

  Agent with(OrganizationId other, Instant now) {
    return new Agent(
        id,
        kind,
        clientId,
        other,
        profile,
        status,
        createdBy,
        createdAt,
        now,
        ownGeneration,
        dpopKey,
        keyGeneration,
        revision,
        organizationState);
  }

  Agent with(OrganizationState other) {
    return other.equals(organizationState)
        ? this
        : new Agent(
            id,
            kind,
            clientId,
            organization,
            profile,
            status,
            createdBy,
            createdAt,
            updatedAt,
            ownGeneration,
            dpopKey,
            keyGeneration,
            revision,
            other);
  }
}
