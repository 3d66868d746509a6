package dev.signet.identity.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.fetch.DocumentCache;
import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.jose.JwkSet;
import dev.signet.base.memory.CacheShare;
import dev.signet.identity.agents.Agent;
import java.time.Clock;
import java.util.Optional;

/// The keys that agents sign with, as far as they have said: a set that is written down with the
/// agent, or one that is fetched from where it says.
final class ClientJwks {
  /// Read, a set takes some four times as many bytes as it has characters, and its text once more.
  private static final int BYTES_A_CHARACTER = 5;

  /// What is known of an agent's keys.
  sealed interface ClientJwksResult {
    record Found(JwkSet set) implements ClientJwksResult {}

    /// It has said nothing of keys.
    record NotConfigured() implements ClientJwksResult {}

    /// What is at its URL is not a JWK set.
    record Unreadable() implements ClientJwksResult {}

    /// It keeps them where they cannot be had.
    record Unreachable() implements ClientJwksResult {}
  }

  private final DocumentCache<JwkSet> documents;

  /// By what is read: so it need not be told that an agent has other keys now.
  private final Cache<String, JwkSet> read =
      Caffeine.newBuilder()
          .maximumWeight(CacheShare.AGENT_KEYS.entries(BYTES_A_CHARACTER))
          .weigher((String json, JwkSet _) -> json.length())
          .build();

  ClientJwks(DocumentFetcher fetch, Clock clock) {
    this.documents = new DocumentCache<>(fetch, JwkSet::parse, clock);
  }

  /// The agent's keys. Where they have to be fetched this may take seconds.
  ClientJwksResult find(Agent agent) {
    var written = agent.profile().jwks();
    if (written.isPresent()) {
      return new ClientJwksResult.Found(read.get(written.get(), ClientJwks::parse));
    }
    return url(agent)
        .map(url -> result(url, documents.get(url)))
        .orElseGet(ClientJwksResult.NotConfigured::new);
  }

  /// The agent's keys once more, when none of them fitted: fetched anew if that was not just done.
  /// Empty for keys that are not fetched at all.
  Optional<ClientJwksResult> refetch(Agent agent) {
    return url(agent).map(url -> result(url, documents.refresh(url)));
  }

  private ClientJwksResult result(DocumentUrl url, Optional<JwkSet> set) {
    if (set.isPresent()) {
      return new ClientJwksResult.Found(set.get());
    }
    return documents.isUnreadable(url)
        ? new ClientJwksResult.Unreadable()
        : new ClientJwksResult.Unreachable();
  }

  private static Optional<DocumentUrl> url(Agent agent) {
    return agent.profile().jwksUri().flatMap(DocumentUrl::parse);
  }

  private static JwkSet parse(String json) {
    return JwkSet.parse(json).orElseThrow(() -> new IllegalStateException("not a key set"));
  }
}
