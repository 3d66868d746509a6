package dev.signet.revocations;

import dev.signet.audit.Audit;
import dev.signet.audit.Binding;
import dev.signet.audit.LiveToken;
import dev.signet.db.Db;
import dev.signet.db.Gather;
import dev.signet.db.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Which tokens were ended one by one, and which with the key that they are bound to. An agent's
/// whole generation of tokens is ended elsewhere, by its number; here are only the exceptions, each
/// kept until its tokens would have expired.
public final class Revocations {

  /// A token, as far as ending it goes.
  ///
  /// @param binding the key that it is bound to, if it is
  public record Ended(
      String jti, String agentId, long generation, Optional<Binding> binding, Instant expiresAt) {}

  /// How long what has expired is kept: the clock of another node may be behind.
  public static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int FORGET_BATCH = 1_000;
  private static final int COUNT_BATCH = 5_000;

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final RevocationStore store = new RevocationStore();
  private final Lookup lookup;
  private final KeyEnds keys;

  public Revocations(Db db, Audit audit, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.lookup = db.dialect().isShared() ? new Asking() : new Knowing();
    this.keys = new KeyEnds(db, clock);
  }

  /// Ends these tokens. Ending one again changes nothing.
  ///
  /// @return how many were ended by this call
  public int revoke(Tx tx, Collection<Ended> tokens) {
    var ended = 0;
    for (var token : tokens) {
      if (store.add(tx, token, clock.instant())) {
        ended++;
      }
    }
    tx.afterCommit(() -> lookup.learn(tokens));
    return ended;
  }

  /// Whether this token was ended by itself. What was ended before the question is always seen.
  public boolean isRevoked(String jti) {
    return lookup.isRevoked(jti);
  }

  /// Whether this token was ended by itself, or with the key that signed it. What was ended before
  /// the question is always seen, whichever node ended it: both are answered by one query.
  ///
  /// @param kid of the key that signed it
  public boolean isRevoked(String jti, String kid) {
    return lookup.isRevoked(jti, kid);
  }

  /// Ends all tokens that a signing key has signed or will be found to have signed.
  ///
  /// @param until when the last of them will have expired
  public void endSigningKey(Tx tx, String kid, Instant until) {
    store.endSigningKey(tx, kid, until);
    tx.afterCommit(() -> lookup.learnSigningKey(kid, until));
  }

  /// Whether all tokens that this key signed were ended.
  public boolean isSigningKeyEnded(String kid) {
    return db.read(store::endedSigningKeys).contains(kid);
  }

  /// The signing keys whose tokens were all ended, as long as one of these might not have expired.
  public Set<String> endedSigningKeys(Handle handle) {
    return store.endedSigningKeys(handle);
  }

  /// When this token was ended by itself, if it was and would not have expired long since.
  public Optional<Instant> revokedAt(String jti) {
    return db.read(handle -> store.revokedAt(handle, jti));
  }

  /// Which of these tokens were ended by themselves.
  public Set<String> revoked(Handle handle, Collection<String> jtis) {
    return jtis.isEmpty() ? Set.of() : store.among(handle, jtis);
  }

  /// Ends an agent's tokens that are bound to a key, if they were made under this key generation or
  /// an older one. The caller has seen to it that no more of them are issued.
  ///
  /// @param until when the last of them will have expired
  /// @return how many of the agent's generation lived until then
  public long endKey(Tx tx, String agentId, long generation, Binding last, Instant until) {
    var before = keys.ofAgent(tx.handle(), agentId);
    var ending = new EndedKeys(Map.of(last.thumbprint(), last.keyGeneration()));
    var living =
        countBound(tx.handle(), agentId, generation, one -> ending.have(one) && !before.have(one))
            - countEndedWithSigningKeys(
                tx.handle(), agentId, generation, one -> ending.have(one) && !before.have(one));
    keys.end(tx, agentId, last, until);
    return living;
  }

  /// Whether what is bound so was ended with its key. What was ended before the question is always
  /// seen.
  public boolean isKeyEnded(String agentId, Binding binding) {
    return keys.isEnded(agentId, binding);
  }

  /// Which keys of an agent have ended.
  public EndedKeys endedKeys(Handle handle, String agentId) {
    return keys.ofAgent(handle, agentId);
  }

  /// How many tokens of an agent's generation live now: those issued and not expired, less those
  /// ended one by one or with their key.
  public long countLive(Handle handle, String agentId, long generation) {
    var now = clock.instant();
    var living =
        audit.countUnexpiredTokens(handle, agentId, generation)
            - store.countUnexpired(handle, agentId, generation, now);
    var ended = keys.ofAgent(handle, agentId);
    var withoutKeys =
        ended.isEmpty() ? living : living - countBound(handle, agentId, generation, ended::have);
    return withoutKeys
        - countEndedWithSigningKeys(handle, agentId, generation, one -> !ended.have(one));
  }

  /// How many tokens of an agent's generation were ended with the key that signed them, and by
  /// nothing else. A day after a signing key was withdrawn there are none, and nothing is read.
  ///
  /// @param counts by the key that a token is bound to
  private long countEndedWithSigningKeys(
      Handle handle, String agentId, long generation, Predicate<Optional<Binding>> counts) {
    var signingKeys = store.endedSigningKeys(handle);
    if (signingKeys.isEmpty()) {
      return 0;
    }
    var count = 0L;
    var before = Audit.LAST;
    List<LiveToken> some;
    do {
      some = audit.unexpiredTokens(handle, agentId, generation, before, COUNT_BATCH);
      var revoked = revoked(handle, some.stream().map(LiveToken::id).toList());
      for (var token : some) {
        before = token.id();
        if (token.isSignedBy(signingKeys)
            && !revoked.contains(token.id())
            && counts.test(token.binding())) {
          count++;
        }
      }
    } while (some.size() == COUNT_BATCH);
    return count;
  }

  /// How many tokens of an agent's generation that are bound to such a key have neither expired nor
  /// been ended one by one.
  private long countBound(
      Handle handle, String agentId, long generation, Predicate<Binding> counts) {
    var now = clock.instant();
    var issued = audit.countUnexpiredBoundTokens(handle, agentId, generation);
    var revoked = store.countUnexpiredBound(handle, agentId, generation, now);
    return issued.entrySet().stream()
        .filter(entry -> counts.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue() - revoked.getOrDefault(entry.getKey(), 0L))
        .sum();
  }

  /// Forgets the tokens, and the ends of keys, that have expired by themselves. A job calls it now
  /// and then.
  ///
  /// @param time the time by which to forget, which is not simply the wall clock's
  public void forgetExpired(Instant time) {
    var now = time.minus(MARGIN);
    while (db.inTransaction(tx -> store.deleteExpired(tx, now, FORGET_BATCH)) == FORGET_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
    }
    db.inTransaction(tx -> store.deleteExpiredSigningKeys(tx, now));
    lookup.forget(now);
    keys.forgetExpired(now);
  }

  private sealed interface Lookup {
    boolean isRevoked(String jti);

    boolean isRevoked(String jti, String kid);

    void learnSigningKey(String kid, Instant expiresAt);

    void learn(Collection<Ended> tokens);

    void forget(Instant expired);
  }

  /// Embedded: every revocation passes through this process, so its memory is the truth.
  private final class Knowing implements Lookup {
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();
    private final Map<String, Instant> signingKeys = new ConcurrentHashMap<>();

    Knowing() {
      revoked.putAll(db.read(handle -> store.unexpired(handle, clock.instant())));
      signingKeys.putAll(db.read(store::unexpiredSigningKeys));
    }

    @Override
    public boolean isRevoked(String jti, String kid) {
      return isRevoked(jti) || signingKeys.containsKey(kid);
    }

    @Override
    public void learnSigningKey(String kid, Instant expiresAt) {
      signingKeys.put(kid, expiresAt);
    }

    @Override
    public boolean isRevoked(String jti) {
      return revoked.containsKey(jti);
    }

    @Override
    public void learn(Collection<Ended> tokens) {
      tokens.forEach(token -> revoked.put(token.jti(), token.expiresAt()));
    }

    @Override
    public void forget(Instant expired) {
      revoked.values().removeIf(expiresAt -> !expiresAt.isAfter(expired));
      signingKeys.values().removeIf(expiresAt -> !expiresAt.isAfter(expired));
    }
  }

  /// Shared: other nodes revoke as well, so the database is asked each time.
  private final class Asking implements Lookup {
    /// What one query has found for all tokens that it was asked about.
    private final Gather<String, Set<String>> gather =
        new Gather<>(jtis -> {
          var ended = db.read(handle -> store.amongWithSigningKeys(handle, jtis));
          return ended.isEmpty()
              ? Map.of()
              : jtis.stream().collect(Collectors.toMap(jti -> jti, _ -> ended));
        });

    @Override
    public boolean isRevoked(String jti) {
      return gather.find(jti).filter(ended -> ended.contains(jti)).isPresent();
    }

    @Override
    public boolean isRevoked(String jti, String kid) {
      return gather
          .find(jti)
          .filter(ended -> ended.contains(jti) || ended.contains(kid))
          .isPresent();
    }

    @Override
    public void learnSigningKey(String kid, Instant expiresAt) {
      // Nothing is remembered here.
    }

    @Override
    public void learn(Collection<Ended> tokens) {
      // Nothing is remembered here.
    }

    @Override
    public void forget(Instant expired) {
      // Nothing is remembered here.
    }
  }
}
