package dev.signet.web.idempotency;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.web.http.IdempotentReplay;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.idempotency.ResponseStore.Row;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Executes a request with an `Idempotency-Key` once, however often it is sent within ten minutes,
/// and returns the same response each time. It is for requests that create a secret: a secret is
/// shown once, and a caller that loses the response would lose the secret.
///
/// The response is stored in the transaction that creates the secret, so a crash cannot separate
/// the two. It is sealed, and returned only to the same caller with the same key, path and body.
public final class IdempotentRequests implements IdempotentReplay {

  /// How long a response is stored.
  public static final Duration RETENTION = Duration.ofMinutes(10);

  public static final String HEADER = "Idempotency-Key";

  private static final String REPLAYED = "Idempotent-Replayed";

  /// A longer response is not stored.
  static final int MAX_RESPONSE = 64 * 1024;

  private static final int MAX_KEY = 255;

  /// The shortest key that can hold 128 random bits, in base64url; a UUID has 36 characters.
  private static final int MIN_UNGUESSABLE_LENGTH = 22;

  /// How often a caller with a replaced secret may use an idempotency key that has no response. A
  /// caller that lost a response knows its key; a thief of the secret has to guess.
  private static final int MAX_MISSES = 5;

  private static final int MAX_MISS_ENTRIES = 10_000;

  /// How far the clocks of two nodes may differ: a row that has expired here may still be valid
  /// there.
  private static final Duration DELETION_MARGIN = Duration.ofMinutes(1);

  private static final int DELETE_BATCH = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(IdempotentRequests.class);

  private final Db db;
  private final Clock clock;
  private final Fingerprint keys;
  private final Fingerprint requests;
  private final Fingerprint credentials;
  private final Sealer sealer;
  private final Counter replays;
  private final ResponseStore store = new ResponseStore();

  /// Keyed by the hash of the secret.
  private final Cache<String, Integer> misses =
      Caffeine.newBuilder()
          .maximumSize(MAX_MISS_ENTRIES)
          .expireAfterWrite(RETENTION)
          .executor(Runnable::run)
          .build();

  public IdempotentRequests(Db db, Clock clock, MasterKey master, MeterRegistry meters) {
    this.db = db;
    this.clock = clock;
    this.keys = new Fingerprint(master, "idempotency key");
    this.requests = new Fingerprint(master, "idempotent request");
    this.credentials = new Fingerprint(master, "idempotent caller's credential");
    this.sealer = Sealer.random(master, "kept answers");
    this.replays =
        Counter.builder("signet.idempotency.replays")
            .description("Stored responses returned again for the same Idempotency-Key")
            .register(meters);
  }

  /// As [#execute(Request, Supplier)], for work that needs no preparation outside the transaction.
  public Response execute(Request request, Function<Tx, Response> work) {
    return execute(request, () -> work);
  }

  /// Does the work in one transaction. With an `Idempotency-Key` the response is stored, and
  /// returned again instead of repeating the work. A refusal is not stored, as it has changed
  /// nothing.
  ///
  /// @param begin parses the request, does what should not run inside a transaction (hashing with
  ///   bcrypt), and returns the work, which may run twice when the database aborts the first
  ///   transaction. Neither runs for a stored response
  /// @throws Refused `Malformed` when the key is not valid, `IdempotencyKeyReused` when it was used
  ///   with another request, `ContentTooLarge` when the response is too long to be stored
  public Response execute(Request request, Supplier<Function<Tx, Response>> begin) {
    var key = key(request);
    if (key.isPresent() && request.caller() instanceof Caller.Unauthenticated) {
      // Only the key distinguishes one unauthenticated caller from another.
      requireUnguessable(key.get());
    }
    return execute(request, key, Optional.empty(), begin);
  }

  /// As [#execute(Request, Supplier)], for work that replaces the secret with which the caller
  /// authenticates: the response is returned to that secret again, which is otherwise no longer
  /// valid. The secret may have been replaced because it was stolen, so the key must be one that a
  /// thief cannot guess.
  ///
  /// @throws Refused as [#execute(Request, Supplier)]; `Malformed` when the key is too short
  public Response executeReplacingSecret(Request request, Supplier<Function<Tx, Response>> begin) {
    var key = key(request);
    key.ifPresent(IdempotentRequests::requireUnguessable);
    return execute(request, key, replaceableSecret(request), begin);
  }

  /// As [#executeReplacingSecret], for a request whose body holds a second secret: a thief of the
  /// first would have to know that too, so any key will do. A caller with both secrets may guess a
  /// few times.
  ///
  /// @throws Refused as [#execute(Request, Supplier)]
  public Response executeReplacingSecretPair(
      Request request, Supplier<Function<Tx, Response>> begin) {
    return execute(request, key(request), replaceableSecret(request), begin);
  }

  private Response execute(
      Request request,
      Optional<String> key,
      Optional<String> secret,
      Supplier<Function<Tx, Response>> begin) {
    if (key.isEmpty()) {
      return db.inTransaction(begin.get());
    }
    var caller = callerName(request.context(), secret);
    var keyHash = keyHash(key.get());
    var earlier = db.read(handle -> store.find(handle, caller, keyHash, clock.instant()));
    if (earlier.isPresent()) {
      return replay(earlier.get(), request);
    }
    var work = begin.get();
    var now = clock.instant();
    var claim =
        new IdempotencyRecord(
            caller,
            keyHash,
            requestHash(request),
            secret.map(this::credentialHash),
            now.plus(RETENTION));
    return switch (db.inTransaction(tx -> claimAndExecute(tx, claim, now, request, work))) {
      case Executed(var response) -> response;
      case AlreadyExecuted(var row) -> replay(row, request);
    };
  }

  private sealed interface Outcome {}

  private record Executed(Response response) implements Outcome {}

  private record AlreadyExecuted(Row row) implements Outcome {}

  private Outcome claimAndExecute(
      Tx tx, IdempotencyRecord claim, Instant now, Request request, Function<Tx, Response> work) {
    if (!store.claim(tx, claim, now)) {
      return new AlreadyExecuted(
          store.find(tx.handle(), claim.caller(), claim.keyHash(), now).orElseThrow());
    }
    var response = work.apply(tx);
    if (response.isStreamed() || response.status() >= 300) {
      throw new IllegalStateException("Only a complete, successful response can be stored");
    }
    var plain = new StoredResponse(response, request.caller().scopes()).toBytes();
    if (plain.length > MAX_RESPONSE) {
      throw new Refused(
          new Refusal.ContentTooLarge(
              "The response would be too long to be stored; send the request without " + HEADER),
          "response of " + plain.length + " bytes");
    }
    var sealed = sealer.seal(plain, claim.associatedData());
    store.saveResponse(tx, new Row(claim, Base64.getEncoder().encodeToString(sealed)));
    return new Executed(response);
  }

  /// @throws Refused `IdempotencyKeyReused` when the stored request was another one,
  ///   `InsufficientScope` when the caller has fewer scopes than it had then
  private Response replay(Row row, Request request) {
    if (!row.idempotencyRecord().requestHash().equals(requestHash(request))) {
      throw new Refused(new Refusal.IdempotencyKeyReused(), "key reused with another request");
    }
    var kept = unseal(row);
    request.caller().requireScopes(kept.scopes());
    return replayResponse(kept, row, request);
  }

  @Override
  public Optional<Response> find(Request request) {
    var key = request.headers(HEADER).stream().filter(IdempotentRequests::isValidKey).toList();
    var secret = replaceableSecret(request);
    if (key.size() != 1 || secret.isEmpty()) {
      return Optional.empty();
    }
    var credentialHash = credentialHash(secret.get());
    if (misses.asMap().getOrDefault(credentialHash, 0) >= MAX_MISSES) {
      return Optional.empty();
    }
    // Checked first: a response that is stored meanwhile would turn its own request into a miss.
    if (!db.read(handle -> store.isReplacedSecret(handle, credentialHash))) {
      return Optional.empty();
    }
    var keyHash = keyHash(key.getFirst());
    var found =
        db.read(handle ->
                store.findByReplacedSecret(handle, credentialHash, keyHash, clock.instant()))
            .filter(row -> row.idempotencyRecord().requestHash().equals(requestHash(request)))
            .map(row -> replayResponse(unseal(row), row, request));
    if (found.isEmpty()) {
      misses.asMap().merge(credentialHash, 1, Integer::sum);
    }
    return found;
  }

  private StoredResponse unseal(Row row) {
    var sealed = Base64.getDecoder().decode(row.sealedResponse());
    return sealer
        .open(sealed, row.idempotencyRecord().associatedData())
        .map(StoredResponse::of)
        .orElseThrow(() -> new IllegalStateException("A stored response cannot be opened"));
  }

  private Response replayResponse(StoredResponse kept, Row row, Request request) {
    replays.increment();
    LOG.atInfo()
        .addKeyValue("request_id", request.context().requestId())
        .addKeyValue("caller", row.idempotencyRecord().caller())
        .addKeyValue("address", request.context().address())
        .log("stored response returned again");
    return kept.response().withHeader(REPLAYED, "true");
  }

  /// Deletes the responses that would be returned to this secret after its replacement.
  public void deleteReplaced(Secret secret) {
    var credentialHash = credentialHash(secret.reveal());
    if (db.read(handle -> store.isReplacedSecret(handle, credentialHash))) {
      db.inTransaction(tx -> store.deleteReplaced(tx, credentialHash));
    }
  }

  /// Deletes the responses that have expired. Called periodically by a job.
  ///
  /// @param now the time to compare with, which is not simply the wall clock's
  public void deleteExpired(Instant now) {
    var expired = now.minus(DELETION_MARGIN);
    while (db.inTransaction(tx -> store.deleteExpired(tx, expired, DELETE_BATCH)) == DELETE_BATCH) {
      // One batch per transaction, so that other writers do not wait long.
    }
  }

  private static Optional<String> key(Request request) {
    var key = request.header(HEADER);
    if (key.isPresent() && !isValidKey(key.get())) {
      throw Refused.malformed(HEADER + " must be 1 to " + MAX_KEY + " printable ASCII characters");
    }
    return key;
  }

  private static boolean isValidKey(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_KEY
        && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static void requireUnguessable(String key) {
    if (key.length() < MIN_UNGUESSABLE_LENGTH) {
      throw Refused.malformed(
          HEADER
              + " must be random here, as a UUID is: "
              + MIN_UNGUESSABLE_LENGTH
              + " characters at least");
    }
  }

  /// Names of two kinds of callers never collide.
  ///
  /// @param secret the secret that is to be replaced: it identifies the caller where the route does
  ///   not authenticate it
  private String callerName(RequestContext by, Optional<String> secret) {
    return switch (by.caller()) {
      case Caller.Operator(var id, _, _) -> "operator:" + id;
      case Caller.Agent agent -> "agent:" + agent.id();
      case Caller.SuspendedAgent agent -> "agent:" + agent.id();
      case Caller.Client client -> "client:" + client.id();
      case Caller.Job(var id) -> "job:" + id;
      case Caller.Unauthenticated() ->
          secret
              .map(shown -> "secret:" + credentialHash(shown))
              .orElse("unauthenticated:" + by.address());
    };
  }

  /// The bearer token of the request, if it is a secret that does not rotate by itself.
  private static Optional<String> replaceableSecret(Request request) {
    return request.authorization()
                instanceof Authorization.Token(Authorization.Scheme scheme, String value)
            && scheme == Authorization.Scheme.BEARER
            && SecretFormat.isOwnFormat(value)
        ? Optional.of(value)
        : Optional.empty();
  }

  private String keyHash(String key) {
    return keys.of(key.getBytes(US_ASCII));
  }

  private String credentialHash(String secret) {
    return credentials.of(secret.getBytes(UTF_8));
  }

  private String requestHash(Request request) {
    return requests.of(
        request.method().getBytes(UTF_8),
        request.path().getBytes(UTF_8),
        request.rawQuery().getBytes(UTF_8),
        request.body());
  }
}
