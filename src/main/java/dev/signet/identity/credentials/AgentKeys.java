package dev.signet.identity.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.fetch.Documents;
import dev.signet.base.fetch.Fetch;
import dev.signet.base.jose.JwkSet;
import dev.signet.base.memory.CacheShare;
import dev.signet.identity.agents.Agent;
import java.time.Clock;
import java.util.Optional;

/// The keys that agents sign with, as far as they have said: a set that is written down with the
/// agent, or one that is fetched from where it says.
final class AgentKeys {
  /// Read, a set takes some four times as many bytes as it has characters, and its text once more.
  private static final int BYTES_A_CHARACTER = 5;

  /// What is known of an agent's keys.
  sealed interface Known {
    record Keys(JwkSet set) implements Known {}

    /// It has said nothing of keys.
    record None() implements Known {}

    /// What is at its URL is not a JWK set.
    record Unreadable() implements Known {}

    /// It keeps them where they cannot be had.
    record Unreachable() implements Known {}
  }

  private final Documents<JwkSet> documents;

  /// By what is read: so it need not be told that an agent has other keys now.
  private final Cache<String, JwkSet> read =
      Caffeine.newBuilder()
          .maximumWeight(CacheShare.AGENT_KEYS.entries(BYTES_A_CHARACTER))
          .weigher((String json, JwkSet _) -> json.length())
          .build();

  AgentKeys(Fetch fetch, Clock clock) {
    this.documents = new Documents<>(fetch, JwkSet::parse, clock);
  }

  /// The agent's keys. Where they have to be fetched this may take seconds.
  Known of(Agent agent) {
    var written = agent.profile().jwks();
    if (written.isPresent()) {
      return new Known.Keys(read.get(written.get(), AgentKeys::ours));
    }
    return url(agent).map(url -> found(url, documents.get(url))).orElseGet(Known.None::new);
  }

  /// The agent's keys once more, when none of them fitted: fetched anew if that was not just done.
  /// Empty for keys that are not fetched at all.
  Optional<Known> again(Agent agent) {
    return url(agent).map(url -> found(url, documents.again(url)));
  }

  private Known found(DocumentUrl url, Optional<JwkSet> set) {
    if (set.isPresent()) {
      return new Known.Keys(set.get());
    }
    return documents.isUnreadable(url) ? new Known.Unreadable() : new Known.Unreachable();
  }

  private static Optional<DocumentUrl> url(Agent agent) {
    return agent.profile().jwksUri().flatMap(DocumentUrl::parse);
  }

  private static JwkSet ours(String json) {
    return JwkSet.parse(json).orElseThrow(() -> new IllegalStateException("not a key set"));
  }
}
