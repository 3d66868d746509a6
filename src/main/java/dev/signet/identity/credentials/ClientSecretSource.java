package dev.signet.identity.credentials;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.agents.AgentId;
import java.util.Optional;

/// Knows the secrets that prove an agent at the OAuth endpoints beside its credentials: its API
/// key. Declared here, implemented by the room that keeps them.
public interface ClientSecretSource {

  /// What is known of a secret that somebody presents, as of now. Reads only.
  Optional<FoundSecret> find(Secret presented);

  /// Notes that a key has proved its agent, whom nothing keeps from getting tokens.
  ///
  /// @return false when it has ended since it was found
  boolean recordUse(FoundSecret key, RequestContext from);

  /// A key, and whose it is.
  ///
  /// @param id names the key, in audit events
  record FoundSecret(AgentId agent, String id, State state) {
    /// Whether it proves its agent.
    boolean isAccepted() {
      return switch (state) {
        case ACTIVE, PREPARED -> true;
        case ROTATED_AWAY, REVOKED -> false;
      };
    }
  }

  enum State {
    ACTIVE,
    /// It lives from its first use on.
    PREPARED,
    /// Another one has taken its place.
    ROTATED_AWAY,
    REVOKED
  }
}
