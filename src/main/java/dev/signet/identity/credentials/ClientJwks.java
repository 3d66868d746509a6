package dev.signet.identity.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.fetch.DocumentCache;
import dev.signet.base.fetch.DocumentCache.DocumentResult;
import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.fetch.Owner;
import dev.signet.base.jose.JwkSet;
import dev.signet.base.memory.CacheShare;
import dev.signet.identity.agents.Agent;
import java.time.Clock;
import java.util.Optional;

/// The keys that agents sign with: a set that is stored with the agent, or one that is fetched from
/// the agent's URL.
final class ClientJwks {
  /// A parsed set takes about four bytes per character, plus its text.
  private static final int BYTES_A_CHARACTER = 5;

  /// The result of looking up an agent's keys.
  sealed interface ClientJwksResult {
    record Found(JwkSet set) implements ClientJwksResult {}

    /// The agent has no configured keys.
    record NotConfigured() implements ClientJwksResult {}

    /// The document at its URL is not a JWK set.
    record Unreadable() implements ClientJwksResult {}

    /// The keys cannot be fetched from its URL.
    record Unreachable() implements ClientJwksResult {}

    /// The keys were not fetched, because too many others are being fetched.
    record Busy() implements ClientJwksResult {}
  }

  private final DocumentCache<JwkSet> documents;

  /// Keyed by the text of the set, so a change of an agent's keys needs no eviction.
  private final Cache<String, JwkSet> read =
      Caffeine.newBuilder()
          .maximumWeight(CacheShare.AGENT_KEYS.entries(BYTES_A_CHARACTER))
          .weigher((String json, JwkSet _) -> json.length())
          .build();

  ClientJwks(DocumentFetcher fetch, Clock clock) {
    this.documents = new DocumentCache<>(fetch, JwkSet::parse, clock);
  }

  /// The agent's keys. Fetching them may take seconds.
  ClientJwksResult find(Agent agent) {
    var written = agent.profile().jwks();
    if (written.isPresent()) {
      return new ClientJwksResult.Found(read.get(written.get(), ClientJwks::parse));
    }
    return url(agent)
        .map(url -> result(documents.get(url, owner(agent))))
        .orElseGet(ClientJwksResult.NotConfigured::new);
  }

  /// The agent's keys after none of them matched: fetched again unless they were just fetched.
  /// Empty for keys that are not fetched.
  Optional<ClientJwksResult> refetch(Agent agent) {
    return url(agent).map(url -> result(documents.refresh(url, owner(agent))));
  }

  private static ClientJwksResult result(DocumentResult<JwkSet> result) {
    return switch (result) {
      case DocumentResult.Found<JwkSet>(var set) -> new ClientJwksResult.Found(set);
      case DocumentResult.Missing<JwkSet>(var isUnreadable) ->
          isUnreadable ? new ClientJwksResult.Unreadable() : new ClientJwksResult.Unreachable();
      case DocumentResult.Busy<JwkSet>() -> new ClientJwksResult.Busy();
    };
  }

  private static Owner owner(Agent agent) {
    return new Owner(agent.organization().value());
  }

  private static Optional<DocumentUrl> url(Agent agent) {
    return agent.profile().jwksUri().flatMap(DocumentUrl::parse);
  }

  private static JwkSet parse(String json) {
    return JwkSet.parse(json).orElseThrow(() -> new IllegalStateException("not a key set"));
  }
}
