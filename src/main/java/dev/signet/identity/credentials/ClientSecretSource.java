package dev.signet.identity.credentials;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.agents.AgentId;
import java.util.Optional;

/// Looks up secrets that authenticate an agent at the OAuth endpoints besides its credentials: its
/// API key. Declared here, and implemented by the room that stores them.
public interface ClientSecretSource {

  /// The current state of a presented secret. Only reads.
  Optional<FoundSecret> find(Secret presented);

  /// Records that a key has authenticated its agent, which may get tokens.
  ///
  /// @return false when the key was revoked since it was found
  boolean recordUse(FoundSecret key, RequestContext from);

  /// A key, and the agent it belongs to.
  ///
  /// @param id of the key, for audit events
  record FoundSecret(AgentId agent, String id, State state) {
    /// Whether the key authenticates its agent.
    boolean isAccepted() {
      return switch (state) {
        case ACTIVE, PREPARED -> true;
        case ROTATED_AWAY, REVOKED -> false;
      };
    }
  }

  enum State {
    ACTIVE,
    /// Its first use activates it.
    PREPARED,
    /// Another key has replaced it.
    ROTATED_AWAY,
    REVOKED
  }
}
