package dev.signet.tokens.issuing;

import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.util.List;
import java.util.Optional;

/// An unexpired refresh token of this server.
public final class PresentedRefreshToken {
  private final RefreshToken token;

  PresentedRefreshToken(RefreshToken token) {
    this.token = token;
  }

  public AgentId agent() {
    return token.agent();
  }

  /// Whether the agent's tokens of its generation and key generation have not been revoked.
  public boolean isOfCurrentGeneration(Agent agent) {
    return token.isOfCurrentGeneration(agent);
  }

  /// The scopes and audience originally granted.
  public Scopes scopes() {
    return token.scopes();
  }

  public List<String> audience() {
    return token.audience();
  }

  /// The user that its access tokens are about, if they are not about the agent.
  public Optional<UserGrant> user() {
    return token.user();
  }

  public ApprovedGrant.RefreshSource toRefresh() {
    return new ApprovedGrant.RefreshSource(token);
  }
}
