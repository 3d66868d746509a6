package dev.signet.client;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.Kept.Pending;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A credential in a store, and how it is given a successor.
 *
 * <p>The answer to a rotation holds the only copy of the new secret, and may be lost on its way, or
 * with the program that waits for it. So the store learns of a rotation before the server does: by
 * an {@code Idempotency-Key}, under which the server gives the same answer again for ten minutes.
 * Whoever opens the store and finds a rotation that has not ended asks again. Only what has arrived
 * replaces the old credential, in one write.
 */
final class Rotation implements Identity {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** How soon a rotation that could not be ended is tried again by those who come for a token. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** The same when only a person can help: each try counts as a failed login. */
  private static final Duration LONG_PAUSE = Duration.ofMinutes(1);

  private final CredentialStore store;
  private final Endpoints endpoints;
  private final Clock clock;

  /** Who uses the credential holds one side; who exchanges it the other. */
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  /** Why a rotation could not be ended, and until when that stands. */
  private record Stuck(String idempotencyKey, SignetException why, long untilNanos) {}

  private volatile @Nullable Stuck stuck;

  Rotation(CredentialStore store, Endpoints endpoints, Clock clock) {
    this.store = store;
    this.endpoints = endpoints;
    this.clock = clock;
  }

  @Override
  public <T> T use(Function<Credential, T> work) {
    settle();
    Credential tried;
    RefusedException refused;
    use.readLock().lock();
    try {
      var kept = required();
      tried = kept.credential();
      try {
        return work.apply(tried);
      } catch (RefusedException e) {
        if (!e.error().equals("invalid_client")) {
          throw e;
        }
        refused = e;
      }
    } finally {
      use.readLock().unlock();
    }
    // Another program that shares the store may have rotated it just now, or be about to.
    var successor =
        alone(
                () -> {
                  settle();
                  return required();
                })
            .credential();
    if (successor.equals(tried)) {
      var known = stuck;
      if (known != null) {
        refused.addSuppressed(known.why);
      }
      throw refused;
    }
    return work.apply(successor);
  }

  /** Gives the agent a new credential, or ends a rotation that was begun before. */
  Kept rotate() {
    return alone(() -> {
      var kept = required();
      return kept.pending().isPresent() ? end(kept) : end(begun(kept));
    });
  }

  /** The same, unless the credential is younger than this: of many programs one does it. */
  Kept rotateIfOlderThan(Duration age) {
    return alone(() -> {
      var kept = required();
      var isYoung = clock.instant().isBefore(kept.since().plus(age));
      return isYoung && kept.pending().isEmpty() ? kept : rotate();
    });
  }

  private <T> T alone(Supplier<T> work) {
    use.writeLock().lock();
    try {
      return store.exclusively(work);
    } finally {
      use.writeLock().unlock();
    }
  }

  private Kept required() {
    return store
        .read()
        .orElseThrow(() -> new IllegalStateException("There is no credential in " + store));
  }

  /**
   * Ends a rotation that somebody left behind. Where that cannot be done just now, the credential
   * may still be good, as nobody knows how far it came.
   */
  private void settle() {
    if (required().pending().isEmpty()) {
      return;
    }
    alone(() -> {
      var kept = required();
      var pending = kept.pending();
      if (pending.isEmpty()) {
        return kept;
      }
      var known = stuck;
      if (known == null
          || !known.idempotencyKey.equals(pending.get().idempotencyKey())
          || System.nanoTime() - known.untilNanos >= 0) {
        try {
          return end(kept);
        } catch (SignetException e) {
          known = new Stuck(pending.get().idempotencyKey(), e, System.nanoTime() + pause(e));
          stuck = known;
        }
      }
      if (known.why instanceof CredentialLostException lost) {
        throw lost;
      }
      return kept;
    });
  }

  private static long pause(SignetException why) {
    var pause =
        switch (why) {
          case RefusedException refused -> refused.retryAfter().orElse(PAUSE);
          case CredentialLostException lost -> LONG_PAUSE;
          case UnreachableException unreachable -> PAUSE;
          case BadAnswerException bad -> PAUSE;
        };
    return pause.toNanos();
  }

  private Kept begun(Kept kept) {
    var proof =
        switch (kept.credential()) {
          // What the server takes for this rotation: it outlives the secret by which it was got.
          case ClientSecret secret ->
              Optional.of(endpoints.token(secret, Wanted.EVERYTHING).value());
          case ApiKey key -> {
            if (key.rotationSecret().isEmpty()) {
              throw new IllegalStateException(
                  "This API key came without a rotation secret; only an operator can rotate it");
            }
            yield Optional.<Secret>empty();
          }
        };
    var pending = new Pending(UUID.randomUUID().toString(), clock.instant(), proof);
    var begun = kept.with(pending);
    store.write(begun);
    return begun;
  }

  private Kept end(Kept kept) {
    var pending = kept.pending().orElseThrow();
    var successor =
        switch (kept.credential()) {
          case ClientSecret secret -> rotated(kept, secret, pending);
          case ApiKey key -> rotated(kept, key, pending);
        };
    var rotated = Kept.of(successor, clock.instant());
    store.write(rotated);
    return rotated;
  }

  private ApiKey rotated(Kept kept, ApiKey old, Pending pending) {
    var what = "The rotation of the API key of " + old.agentId();
    var secret = old.rotationSecret().orElseThrow();
    var body = Json.write(Map.of("rotationSecret", secret.reveal()));
    var answer =
        endpoints.call(
            "/v1/agents/self/rotate-key",
            body,
            old.key(),
            false,
            IDEMPOTENCY_KEY,
            pending.idempotencyKey());
    if (answer.status() == 200) {
      var members = answer.json(what);
      return new ApiKey(
          Answer.text(what, members, "agentId"),
          Answer.secret(what, members, "apiKey"),
          Optional.of(Answer.secret(what, members, "rotationSecret")));
    }
    if (answer.status() == 401 && !isKnown(old, what)) {
      throw lost(old, pending, "/api/v1/agents/" + old.agentId() + "/api-key/rotate");
    }
    throw refused(kept, answer, what);
  }

  /**
   * Whether the server knows this key: where it does not say, a rotation says no in the same way to
   * a key that is not known and to a rotation secret that is not the key's own.
   */
  private boolean isKnown(ApiKey key, String what) {
    var answer = endpoints.call("/v1/agents/self", null, key.key(), false);
    return switch (answer.status()) {
      case 200, 403 -> true;
      case 401 -> false;
      default -> throw answer.refusal(what);
    };
  }

  private ClientSecret rotated(Kept kept, ClientSecret old, Pending pending) {
    var what = "The rotation of the client secret of " + old.clientId();
    var answer = pending.accessToken().map(token -> rotate(token, pending)).orElse(null);
    if (answer == null || answer.status() == 401) {
      // The token has ended. While the old secret opens the door, nothing has been rotated yet.
      Secret token;
      try {
        token = endpoints.token(old, Wanted.EVERYTHING).value();
      } catch (RefusedException e) {
        throw e.error().equals("invalid_client")
            ? lost(old, pending, "/api/v1/agents/{agentId}/credentials")
            : e;
      }
      store.write(
          kept.with(
              new Pending(pending.idempotencyKey(), pending.startedAt(), Optional.of(token))));
      answer = rotate(token, pending);
    }
    if (answer.status() == 200) {
      var members = answer.json(what);
      return new ClientSecret(old.clientId(), Answer.secret(what, members, "client_secret"));
    }
    throw refused(kept, answer, what);
  }

  private Answer rotate(Secret token, Pending pending) {
    return endpoints.call(
        "/api/agents/me/rotate",
        "{}",
        token,
        endpoints.hasProofs(),
        IDEMPOTENCY_KEY,
        pending.idempotencyKey());
  }

  /** A no that time will not change is the end of this rotation, and the old credential stays. */
  private RefusedException refused(Kept kept, Answer answer, String what) {
    if (answer.status() < 500 && !answer.isPassing()) {
      store.write(kept.withoutPending());
    }
    return answer.refusal(what);
  }

  private static CredentialLostException lost(Credential old, Pending pending, String path) {
    return new CredentialLostException(
        "The credential of "
            + old.clientId()
            + " is not taken any more. Its rotation began at "
            + pending.startedAt()
            + " and the answer, with the new secret, never arrived; the server has it for ten"
            + " minutes only. Unless the agent is suspended, an operator has to give it a new"
            + " credential (POST "
            + path
            + "), to be put into the store with CredentialStore.replace");
  }
}
