package dev.signet.identity.agents;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.memory.TextBytes;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Agents as this process last read them. On a embedded database a snapshot equals the committed
/// state; on a shared one it may be outdated, which the transaction that relies on it checks.
///
/// Snapshots are exact because an agent is evicted after its change is committed and before the
/// change is answered. A load that is under way may have read the old row, but it holds the map
/// entry; the eviction waits for it and then removes its result. A later load reads the committed
/// state.
final class AgentSnapshots {
  /// The memory of an entry, in bytes, without the text of its client id.
  private static final int CLIENT_ID_BYTES = 120;

  private static final Pattern RANDOM_CLIENT_ID = Pattern.compile("cid_[0-9A-Za-z]{24}");

  private final LoadingCache<AgentId, @Nullable Agent> agents;

  /// Only hits are cached: an assigned id never changes, but an unknown one may be assigned later.
  private final LoadingCache<String, @Nullable AgentId> ids;

  private final UnaryOperator<Agent> withLatestState;

  /// @param read loads an agent by its id
  /// @param readId loads the agent id of a client id that is not an agent id
  /// @param withLatestState adds the state of its organization as this process knows it
  AgentSnapshots(
      Function<AgentId, Optional<Agent>> read,
      Function<String, Optional<AgentId>> readId,
      UnaryOperator<Agent> withLatestState) {
    this.withLatestState = withLatestState;
    this.agents =
        Caffeine.newBuilder()
            .maximumWeight(CacheShare.AGENTS.bytes())
            .weigher((AgentId _, Agent agent) -> weight(agent))
            .build(id -> orNull(read.apply(id)));
    this.ids =
        Caffeine.newBuilder()
            .maximumWeight(CacheShare.CLIENT_IDS.bytes())
            .weigher((String clientId, AgentId _) -> CLIENT_ID_BYTES + clientId.length())
            .build(clientId -> orNull(readId.apply(clientId)));
  }

  /// In bytes: a lower bound for the texts of the agent.
  static int weight(Agent agent) {
    return 400
        + TextBytes.of(
            Stream.of(
                agent.id().value(),
                agent.organization().value(),
                agent.clientId(),
                agent.createdBy()))
        + TextBytes.of(
            Stream.of(
                    agent.dpopKey().map(DpopKey::jwk),
                    agent.dpopKey().map(key -> key.thumbprint().value()),
                    agent.status() instanceof AgentStatus.Suspended(_, var reason, _)
                        ? Optional.of(reason)
                        : Optional.<String>empty())
                .flatMap(Optional::stream))
        + TextBytes.of(agent.profile().texts());
  }

  private static <T> @Nullable T orNull(Optional<T> found) {
    return found.orElse(null);
  }

  Optional<Agent> find(AgentId id) {
    return Optional.ofNullable(agents.get(id)).map(withLatestState);
  }

  Optional<Agent> findByClientId(String clientId) {
    var id = AgentId.parse(clientId);
    if (id.isEmpty()
        && (RANDOM_CLIENT_ID.matcher(clientId).matches() || isClientIdOfApp(clientId))) {
      id = Optional.ofNullable(ids.get(clientId));
    }
    return id.flatMap(this::find);
  }

  /// Whether the text may be the client id of an app: the URL of its metadata document, or the id
  /// of an open registration.
  private static boolean isClientIdOfApp(String text) {
    return text.length() <= Agent.MAX_CLIENT_ID
        && (text.startsWith("https://") || text.startsWith("dcr1_"));
  }

  /// Evicts all snapshots: the database has lost committed changes.
  void evictAll() {
    agents.asMap().clear();
    ids.asMap().clear();
  }

  /// Not `invalidate`, which guarantees nothing about an entry that is being loaded. A computation
  /// on the map is atomic, so it runs either before or after the load.
  void evict(AgentId id) {
    agents.asMap().compute(id, (_, _) -> null);
  }
}
