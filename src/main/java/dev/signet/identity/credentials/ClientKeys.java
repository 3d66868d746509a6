package dev.signet.identity.credentials;

import dev.signet.base.callers.Origin;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.agents.AgentId;
import java.util.Optional;

/// Knows the secrets that prove an agent at the OAuth endpoints beside its credentials: its API
/// key. Declared here, implemented by the room that keeps them.
public interface ClientKeys {

  /// What is known of a secret that somebody presents, as of now. Reads only.
  Optional<Key> find(Secret presented);

  /// Notes that a key has proved its agent, whom nothing keeps from getting tokens.
  ///
  /// @return false when it has ended since it was found
  boolean used(Key key, Origin from);

  /// A key, and whose it is.
  ///
  /// @param id names the key, in audit events
  record Key(AgentId agent, String id, State state) {
    /// Whether it proves its agent.
    boolean proves() {
      return switch (state) {
        case LIVE, PREPARED -> true;
        case ROTATED_AWAY, REVOKED -> false;
      };
    }
  }

  enum State {
    LIVE,
    /// It lives from its first use on.
    PREPARED,
    /// Another one has taken its place.
    ROTATED_AWAY,
    REVOKED
  }
}
