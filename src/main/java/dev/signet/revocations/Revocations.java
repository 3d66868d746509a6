package dev.signet.revocations;

import dev.signet.audit.Audit;
import dev.signet.db.Db;
import dev.signet.db.Gather;
import dev.signet.db.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Which tokens were ended one by one. An agent's whole generation of tokens is ended elsewhere, by
/// its number; here are only the exceptions, each kept until its token would have expired.
public final class Revocations {

  /// A token, as far as ending it goes.
  public record Ended(String jti, String agentId, long generation, Instant expiresAt) {}

  /// How long what has expired is kept: the clock of another node may be behind.
  public static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int FORGET_BATCH = 1_000;

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final RevocationStore store = new RevocationStore();
  private final Lookup lookup;

  public Revocations(Db db, Audit audit, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.lookup = db.dialect().isShared() ? new Asking() : new Knowing();
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

  /// Which tokens of an agent's generation were ended by themselves.
  public Set<String> revoked(String agentId, long generation) {
    return db.read(handle -> store.ofAgent(handle, agentId, generation));
  }

  /// How many tokens of an agent's generation live now: those issued and not expired, less those
  /// ended one by one.
  public long countLive(Tx tx, String agentId, long generation) {
    var now = clock.instant();
    return audit.countUnexpiredTokens(tx, agentId, generation)
        - store.countUnexpired(tx, agentId, generation, now);
  }

  /// Forgets the tokens that have expired by themselves. A job calls it now and then.
  public void forgetExpired() {
    var now = clock.instant().minus(MARGIN);
    while (db.inTransaction(tx -> store.deleteExpired(tx, now, FORGET_BATCH)) == FORGET_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
    }
    lookup.forget(now);
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
