package dev.signet.events.usage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Scopes that an agent holds and never requested.
///
/// @param since the agent's first recorded token
public record UnusedScopes(String agentId, List<String> scopes, Instant since) {
  public UnusedScopes {
    scopes = List.copyOf(scopes);
  }

  /// A part of the agents with unused scopes, in the order of their ids.
  ///
  /// @param countedUntil all tokens that were issued before this time are known; empty while that
  ///   is unknown or an hour ago, and then no agent is listed
  /// @param next the id after which the next part begins; empty at the end. Until then a part may
  ///   be short, as the number of agents that are looked at is limited
  public record Part(
      Optional<Instant> countedUntil, List<UnusedScopes> agents, Optional<String> next) {
    public static final Part UNKNOWN = new Part(Optional.empty(), List.of(), Optional.empty());

    public Part {
      agents = List.copyOf(agents);
    }
  }

  /// Finds them.
  @FunctionalInterface
  public interface Lookup {
    /// The agents after one, up to a limit.
    ///
    /// @param organization null for all
    /// @param after only agents with a greater id
    Part find(@Nullable String organization, String after, int limit);
  }
}
