package dev.signet.revocations;

import dev.signet.audit.Audit;
import dev.signet.audit.Binding;
import dev.signet.db.Db;
import dev.signet.db.Gather;
import dev.signet.db.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
        countBound(tx.handle(), agentId, generation, one -> ending.have(one) && !before.have(one));
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
    return ended.isEmpty() ? living : living - countBound(handle, agentId, generation, ended::have);
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
    lookup.forget(now);
    keys.forgetExpired(now);
  }

  private sealed interface Lookup {
    boolean isRevoked(String jti);

    void learn(Collection<Ended> tokens);

    void forget(Instant expired);
  }

  /// Embedded: every revocation passes through this process, so its memory is the truth.
  private final class Knowing implements Lookup {
    private final Map<String, Instant> revoked = new ConcurrentHashMap<>();

    Knowing() {
      revoked.putAll(db.read(handle -> store.unexpired(handle, clock.instant())));
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
    }
  }

  /// Shared: other nodes revoke as well, so the database is asked each time.
  private final class Asking implements Lookup {
    private final Gather<String, Boolean> gather =
        new Gather<>(jtis ->
            db.read(handle -> store.among(handle, jtis)).stream()
                .collect(Collectors.toMap(jti -> jti, _ -> true)));

    @Override
    public boolean isRevoked(String jti) {
      return gather.find(jti).isPresent();
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
