package dev.signet.agents;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.signet.db.Db;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Agents as this process saw them last. Of a database of our own this is what is committed; of a
/// shared one it is a guess, which the transaction that relies on it checks.
///
/// Exact, because of when an agent is forgotten: after the commit of its change and before the
/// answer to it. A load that was under way by then may have read the row as it was before, but it
/// holds the entry, and forgetting waits for it and then removes what it has put there. A load that
/// begins later reads what is committed.
final class Snapshots {
  private static final int MAX_AGENTS = 100_000;
  private static final Pattern RANDOM_CLIENT_ID = Pattern.compile("cid_[0-9A-Za-z]{24}");

  private final Db db;
  private final AgentStore store;
  private final LoadingCache<AgentId, @Nullable Agent> agents;

  /// Only hits: an id once given never changes, but one that is not given yet may be.
  private final Cache<String, @Nullable AgentId> idsByClientId =
      Caffeine.newBuilder().maximumSize(MAX_AGENTS).build();

  Snapshots(Db db, AgentStore store) {
    this.db = db;
    this.store = store;
    this.agents =
        Caffeine.newBuilder()
            .maximumSize(MAX_AGENTS)
            .build(id -> db.read(handle -> store.find(handle, id)).orElse(null));
  }

  Optional<Agent> find(AgentId id) {
    return Optional.ofNullable(agents.get(id));
  }

  Optional<Agent> findByClientId(String clientId) {
    var id = AgentId.parse(clientId);
    if (id.isPresent() || !RANDOM_CLIENT_ID.matcher(clientId).matches()) {
      return id.flatMap(this::find);
    }
    var known =
        idsByClientId.get(
            clientId,
            unknown -> db.read(handle -> store.findByClientId(handle, unknown)).orElse(null));
    return Optional.ofNullable(known).flatMap(this::find);
  }

  /// Not `invalidate`, which promises nothing about an entry that is being loaded: a computation on
  /// the map is atomic, so it comes before the load or after it.
  void forget(AgentId id) {
    agents.asMap().compute(id, (_, _) -> null);
  }
}
