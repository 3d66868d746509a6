package dev.signet.client;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.StoredCredential.PendingRotation;
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
final class RotatingCredential implements CredentialSource {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** How soon a rotation that could not be ended is tried again by those who come for a token. */
  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(5);

  /** The same when only a person can help: each try counts as a failed login. */
  private static final Duration PAUSE_AFTER_LOSS = Duration.ofMinutes(1);

  private final CredentialStore store;
  private final Endpoints endpoints;
  private final Clock clock;

  /** Who uses the credential holds one side; who exchanges it the other. */
  private final ReadWriteLock useLock = new ReentrantReadWriteLock();

  /** Why a rotation could not be ended, and until when that stands. */
  private record FailedAttempt(String idempotencyKey, SignetException failure, long retryAtNanos) {}

  private volatile @Nullable FailedAttempt lastFailure;

  RotatingCredential(CredentialStore store, Endpoints endpoints, Clock clock) {
    this.store = store;
    this.endpoints = endpoints;
    this.clock = clock;
  }

  @Override
  public <T> T withCredential(Function<Credential, T> work) {
    finishPendingRotation();
    Credential tried;
    RefusedException refused;
    useLock.readLock().lock();
    try {
      var kept = storedCredential();
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
      useLock.readLock().unlock();
    }
    // Another program that shares the store may have rotated it just now, or be about to.
    var successor =
        runExclusively(
                () -> {
                  finishPendingRotation();
                  return storedCredential();
                })
            .credential();
    if (successor.equals(tried)) {
      var known = lastFailure;
      if (known != null) {
        refused.addSuppressed(known.failure);
      }
      throw refused;
    }
    return work.apply(successor);
  }

  /** Gives the agent a new credential, or ends a rotation that was begun before. */
  StoredCredential rotate() {
    return runExclusively(() -> {
      var kept = storedCredential();
      return kept.pending().isPresent()
          ? finishRotation(kept)
          : finishRotation(startRotation(kept));
    });
  }

  /** The same, unless the credential is younger than this: of many programs one does it. */
  StoredCredential rotateIfOlderThan(Duration age) {
    return runExclusively(() -> {
      var kept = storedCredential();
      var isYoung = clock.instant().isBefore(kept.obtainedAt().plus(age));
      return isYoung && kept.pending().isEmpty() ? kept : rotate();
    });
  }

  private <T> T runExclusively(Supplier<T> work) {
    useLock.writeLock().lock();
    try {
      return store.runExclusively(work);
    } finally {
      useLock.writeLock().unlock();
    }
  }

  private StoredCredential storedCredential() {
    return store
        .read()
        .orElseThrow(() -> new IllegalStateException("There is no credential in " + store));
  }

  /**
   * Ends a rotation that somebody left behind. Where that cannot be done just now, the credential
   * may still be good, as nobody knows how far it came.
   */
  private void finishPendingRotation() {
    if (storedCredential().pending().isEmpty()) {
      return;
    }
    runExclusively(() -> {
      var kept = storedCredential();
      var pending = kept.pending();
      if (pending.isEmpty()) {
        return kept;
      }
      var known = lastFailure;
      if (known == null
          || !known.idempotencyKey.equals(pending.get().idempotencyKey())
          || System.nanoTime() - known.retryAtNanos >= 0) {
        try {
          return finishRotation(kept);
        } catch (SignetException e) {
          known =
              new FailedAttempt(
                  pending.get().idempotencyKey(), e, System.nanoTime() + retryPause(e));
          lastFailure = known;
        }
      }
      if (known.failure instanceof CredentialLostException lost) {
        throw lost;
      }
      return kept;
    });
  }

  private static long retryPause(SignetException why) {
    var pause =
        switch (why) {
          case RefusedException refused -> refused.retryAfter().orElse(DEFAULT_PAUSE);
          case CredentialLostException lost -> PAUSE_AFTER_LOSS;
          case UnreachableException unreachable -> DEFAULT_PAUSE;
          case InvalidResponseException bad -> DEFAULT_PAUSE;
        };
    return pause.toNanos();
  }

  private StoredCredential startRotation(StoredCredential kept) {
    var proof =
        switch (kept.credential()) {
          // What the server takes for this rotation: it outlives the secret by which it was got.
          case ClientSecret secret ->
              Optional.of(endpoints.token(secret, TokenRequest.ALL_SCOPES).value());
          case ApiKey key -> {
            if (key.rotationSecret().isEmpty()) {
              throw new IllegalStateException(
                  "This API key came without a rotation secret; only an operator can rotate it");
            }
            yield Optional.<Secret>empty();
          }
        };
    var pending = new PendingRotation(UUID.randomUUID().toString(), clock.instant(), proof);
    var begun = kept.withPending(pending);
    store.write(begun);
    return begun;
  }

  private StoredCredential finishRotation(StoredCredential kept) {
    var pending = kept.pending().orElseThrow();
    var successor =
        switch (kept.credential()) {
          case ClientSecret secret -> requestNewCredential(kept, secret, pending);
          case ApiKey key -> requestNewCredential(kept, key, pending);
        };
    var rotated = StoredCredential.of(successor, clock.instant());
    store.write(rotated);
    return rotated;
  }

  private ApiKey requestNewCredential(StoredCredential kept, ApiKey old, PendingRotation pending) {
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
          ServerResponse.text(what, members, "agentId"),
          ServerResponse.secret(what, members, "apiKey"),
          Optional.of(ServerResponse.secret(what, members, "rotationSecret")));
    }
    if (answer.status() == 401 && !isKnown(old, what)) {
      throw credentialLost(old, pending, "/api/v1/agents/" + old.agentId() + "/api-key/rotate");
    }
    throw refusal(kept, answer, what);
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

  private ClientSecret requestNewCredential(
      StoredCredential kept, ClientSecret old, PendingRotation pending) {
    var what = "The rotation of the client secret of " + old.clientId();
    var answer = pending.accessToken().map(token -> rotate(token, pending)).orElse(null);
    if (answer == null || answer.status() == 401) {
      // The token has ended. While the old secret opens the door, nothing has been rotated yet.
      Secret token;
      try {
        token = endpoints.token(old, TokenRequest.ALL_SCOPES).value();
      } catch (RefusedException e) {
        throw e.error().equals("invalid_client")
            ? credentialLost(old, pending, "/api/v1/agents/{agentId}/credentials")
            : e;
      }
      store.write(
          kept.withPending(
              new PendingRotation(
                  pending.idempotencyKey(), pending.startedAt(), Optional.of(token))));
      answer = rotate(token, pending);
    }
    if (answer.status() == 200) {
      var members = answer.json(what);
      return new ClientSecret(
          old.clientId(), ServerResponse.secret(what, members, "client_secret"));
    }
    throw refusal(kept, answer, what);
  }

  private ServerResponse rotate(Secret token, PendingRotation pending) {
    return endpoints.call(
        "/api/agents/me/rotate",
        "{}",
        token,
        endpoints.usesDpop(),
        IDEMPOTENCY_KEY,
        pending.idempotencyKey());
  }

  /** A no that time will not change is the end of this rotation, and the old credential stays. */
  private RefusedException refusal(StoredCredential kept, ServerResponse answer, String what) {
    if (answer.status() < 500 && !answer.isTransient()) {
      store.write(kept.withoutPending());
    }
    return answer.refusal(what);
  }

  private static CredentialLostException credentialLost(
      Credential old, PendingRotation pending, String path) {
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
