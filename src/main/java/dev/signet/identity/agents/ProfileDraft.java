package dev.signet.identity.agents;

import dev.signet.base.callers.SelfService;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A profile while it is being edited, by one thread.
final class ProfileDraft {
  Optional<String> teamId;
  String name;
  Optional<String> description;
  Optional<String> email;
  AgentType agentType;
  Optional<String> version;
  List<String> capabilities;
  Optional<String> owner;
  Optional<DeploymentEnv> deploymentEnv;
  Scopes scopes;
  Set<GrantType> grantTypes;
  Duration tokenLifetime;
  Optional<SigningAlg> tokenSigningAlg;
  String metadata;
  Optional<String> jwks;
  Optional<String> jwksUri;
  boolean fapi2;
  Optional<Instant> expiresAt;
  Scopes grantableScopes;
  SelfService selfService;

  ProfileDraft(Profile profile) {
    teamId = profile.teamId();
    name = profile.name();
    description = profile.description();
    email = profile.email();
    agentType = profile.agentType();
    version = profile.version();
    capabilities = profile.capabilities();
    owner = profile.owner();
    deploymentEnv = profile.deploymentEnv();
    scopes = profile.scopes();
    grantTypes = profile.grantTypes();
    tokenLifetime = profile.tokenLifetime();
    tokenSigningAlg = profile.tokenSigningAlg();
    metadata = profile.metadata();
    jwks = profile.jwks();
    jwksUri = profile.jwksUri();
    fapi2 = profile.fapi2();
    expiresAt = profile.expiresAt();
    grantableScopes = profile.grantableScopes();
    selfService = profile.selfService();
  }

  Profile build() {
    return new Profile(
        teamId,
        name,
        description,
        email,
        agentType,
        version,
        capabilities,
        owner,
        deploymentEnv,
        scopes,
        grantTypes,
        tokenLifetime,
        tokenSigningAlg,
        metadata,
        jwks,
        jwksUri,
        fapi2,
        expiresAt,
        grantableScopes,
        selfService);
  }
}
