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
 * A credential in a store, and its rotation.
 *
 * <p>The response to a rotation contains the only copy of the new secret, and may be lost on its
 * way or in a crash of the waiting program. Therefore a rotation is stored before the request is
 * sent, with an {@code Idempotency-Key} for which the server returns the same response again for
 * ten minutes. A program that opens the store and finds an unfinished rotation repeats the request.
 * The old credential is only replaced by a received one, in one write.
 */
final class RotatingCredential implements CredentialSource {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** How soon an unfinished rotation is tried again when a token is requested. */
  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(5);

  /**
   * How soon it is tried again if only an operator can help, because each attempt counts as a
   * failed authentication.
   */
  private static final Duration PAUSE_AFTER_LOSS = Duration.ofMinutes(1);

  private final CredentialStore store;
  private final Endpoints endpoints;
  private final Clock clock;

  /** Users of the credential hold the read lock; a rotation holds the write lock. */
  private final ReadWriteLock useLock = new ReentrantReadWriteLock();

  /** Why a rotation could not be finished, and when to try again. */
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
    // Another program that shares the store may have just rotated it, or be about to.
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

  /** Rotates the credential, or finishes an earlier rotation. */
  StoredCredential rotate() {
    return runExclusively(() -> {
      var kept = storedCredential();
      return kept.pending().isPresent()
          ? finishRotation(kept)
          : finishRotation(startRotation(kept));
    });
  }

  /**
   * Rotates the credential unless it is younger than this: of several programs, only one does it.
   */
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
   * Finishes an interrupted rotation. If that is not possible now, the credential may still be
   * valid, because the server may not have executed the rotation.
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
          // The server accepts this token for the rotation: it stays active when the secret that it
          // was requested with is rotated.
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
   * Whether the server knows this key. A rotation has the same error for an unknown key and for a
   * wrong rotation secret, so this is asked separately.
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
      // The token has expired. While the old secret is accepted, nothing has been rotated yet.
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

  /** A permanent refusal ends this rotation, and the old credential stays. */
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
            + " is no longer accepted. Its rotation began at "
            + pending.startedAt()
            + " and the response, with the new secret, was never received; the server keeps it for"
            + " ten minutes only. Unless the agent is suspended, an operator has to give it a new"
            + " credential (POST "
            + path
            + "), to be stored with CredentialStore.replace");
  }
}
