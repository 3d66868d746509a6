package dev.signet.identity.agents;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.memory.TextBytes;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Agents as this process saw them last. Of a database of our own this is what is committed; of a
/// shared one it is a guess, which the transaction that relies on it checks.
///
/// Exact, because of when an agent is forgotten: after the commit of its change and before the
/// answer to it. A load that was under way by then may have read the row as it was before, but it
/// holds the entry, and forgetting waits for it and then removes what it has put there. A load that
/// begins later reads what is committed.
final class AgentSnapshots {
  private static final int CLIENT_ID_BYTES = 150;
  private static final Pattern RANDOM_CLIENT_ID = Pattern.compile("cid_[0-9A-Za-z]{24}");

  private final LoadingCache<AgentId, @Nullable Agent> agents;

  /// Only hits: an id once given never changes, but one that is not given yet may be.
  private final LoadingCache<String, @Nullable AgentId> ids;

  /// @param read what the database has under an agent's id
  /// @param readId what it has under a client id that is not the agent's id
  AgentSnapshots(
      Function<AgentId, Optional<Agent>> read, Function<String, Optional<AgentId>> readId) {
    this.agents =
        Caffeine.newBuilder()
            .maximumWeight(CacheShare.AGENTS.bytes())
            .weigher((AgentId _, Agent agent) -> weight(agent))
            .build(id -> orNull(read.apply(id)));
    this.ids =
        Caffeine.newBuilder()
            .maximumSize(CacheShare.CLIENT_IDS.entries(CLIENT_ID_BYTES))
            .build(clientId -> orNull(readId.apply(clientId)));
  }

  /// In bytes: at least what all its texts take.
  static int weight(Agent agent) {
    var profile = agent.profile();
    var standing = agent.status();
    return 400
        + TextBytes.of(
            Stream.of(
                agent.id().value(),
                agent.organization().value(),
                agent.clientId(),
                agent.createdBy(),
                profile.name(),
                profile.metadata()))
        + TextBytes.of(
            Stream.of(
                    profile.teamId(),
                    profile.description(),
                    profile.email(),
                    profile.version(),
                    profile.owner(),
                    profile.jwks(),
                    profile.jwksUri(),
                    agent.dpopKey().map(DpopKey::jwk),
                    agent.dpopKey().map(key -> key.thumbprint().value()),
                    standing instanceof AgentStatus.Suspended(_, var reason, _)
                        ? Optional.of(reason)
                        : Optional.<String>empty())
                .flatMap(Optional::stream))
        + TextBytes.of(profile.capabilities().stream())
        + TextBytes.of(profile.grantableScopes().values().stream())
        + TextBytes.of(profile.scopes().values().stream());
  }

  private static <T> @Nullable T orNull(Optional<T> found) {
    return found.orElse(null);
  }

  Optional<Agent> find(AgentId id) {
    return Optional.ofNullable(agents.get(id));
  }

  Optional<Agent> findByClientId(String clientId) {
    var id = AgentId.parse(clientId);
    if (id.isEmpty() && RANDOM_CLIENT_ID.matcher(clientId).matches()) {
      id = Optional.ofNullable(ids.get(clientId));
    }
    return id.flatMap(this::find);
  }

  /// Forgets all: the database has lost what was read of it.
  void evictAll() {
    agents.asMap().clear();
    ids.asMap().clear();
  }

  /// Not `invalidate`, which promises nothing about an entry that is being loaded: a computation on
  /// the map is atomic, so it comes before the load or after it.
  void evict(AgentId id) {
    agents.asMap().compute(id, (_, _) -> null);
  }
}
