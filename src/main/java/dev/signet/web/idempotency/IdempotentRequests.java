package dev.signet.web.idempotency;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import dev.signet.web.http.Authorization;
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

/// Does a request with an `Idempotency-Key` once, however often it is sent within ten minutes, and
/// gives each sender the one answer. It is for requests that make a secret: a secret is shown once,
/// and who loses the answer would have lost the secret.
///
/// The answer is kept in the transaction that makes the secret, so no crash comes between the two.
/// It is sealed, and given to nobody but the same caller with the same key, path and body.
public final class IdempotentRequests implements IdempotentReplay {

  /// How long an answer is kept.
  public static final Duration RETENTION = Duration.ofMinutes(10);

  public static final String HEADER = "Idempotency-Key";

  private static final String REPLAYED = "Idempotent-Replayed";

  /// A longer answer is not kept.
  static final int MAX_RESPONSE = 64 * 1024;

  private static final int MAX_KEY = 255;

  /// The shortest key that can hold 128 random bits, in base64url; a UUID has 36 characters.
  private static final int MIN_UNGUESSABLE_LENGTH = 22;

  /// How often a secret that was replaced may ask under a name that has no answer. Whoever lost an
  /// answer knows the name; whoever does not is trying names.
  private static final int MAX_MISSES = 5;

  private static final int MAX_MISS_ENTRIES = 10_000;

  /// How far the clocks of two nodes may be apart: a row that is dead here may live there.
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

  /// By the hash of the secret.
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
            .description("Answers given again to the same Idempotency-Key")
            .register(meters);
  }

  /// As [#execute(Request, Supplier)], for work that needs nothing done beforehand.
  public Response execute(Request request, Function<Tx, Response> work) {
    return execute(request, () -> work);
  }

  /// Does the work in one transaction. With an `Idempotency-Key` its answer is kept, and given
  /// again instead of doing the work again; a refusal is not kept, as it has changed nothing.
  ///
  /// @param begin reads the request, does what no transaction should wait for (hashing with
  ///   bcrypt), and gives the work, which may be done twice when the database breaks the first
  ///   transaction off. Neither is called for an answer that is given again
  /// @throws Refused `Malformed` when the key cannot be one, `IdempotencyKeyReused` when it came
  ///   with another request before, `TooLarge` when the answer is too long to be kept
  public Response execute(Request request, Supplier<Function<Tx, Response>> begin) {
    var key = key(request);
    if (key.isPresent() && request.caller() instanceof Caller.Unauthenticated) {
      // Nothing but the key tells one stranger from another.
      requireUnguessable(key.get());
    }
    return execute(request, key, Optional.empty(), begin);
  }

  /// As [#execute(Request, Supplier)], for work that replaces the very secret the caller came with:
  /// the answer is given to that secret again, though it opens nothing else any more. As it may
  /// have been replaced because somebody stole it, the key must be one that a thief does not guess.
  ///
  /// @throws Refused as [#execute(Request, Supplier)]; `Malformed` when the key is short
  public Response executeReplacingSecret(Request request, Supplier<Function<Tx, Response>> begin) {
    var key = key(request);
    key.ifPresent(IdempotentRequests::requireUnguessable);
    return execute(request, key, replaceableSecret(request), begin);
  }

  /// As [#executeReplacingSecret], for a request whose body holds a second secret: a thief of the
  /// first would have to know that too, so any key will do. Whoever has both may guess a few times.
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
      throw new IllegalStateException("Only a whole answer to a success can be kept");
    }
    var plain = new StoredResponse(response, request.caller().scopes()).toBytes();
    if (plain.length > MAX_RESPONSE) {
      throw new Refused(
          new Refusal.ContentTooLarge(
              "The answer to this would be too long to be kept; send it without " + HEADER),
          "answer of " + plain.length + " bytes");
    }
    var sealed = sealer.seal(plain, claim.associatedData());
    store.saveResponse(tx, new Row(claim, Base64.getEncoder().encodeToString(sealed)));
    return new Executed(response);
  }

  /// @throws Refused `IdempotencyKeyReused` when that was another request, `Forbidden` when the
  ///   caller holds less than it held then
  private Response replay(Row row, Request request) {
    if (!row.idempotencyRecord().requestHash().equals(requestHash(request))) {
      throw new Refused(new Refusal.IdempotencyKeyReused(), "key reused with another request");
    }
    var kept = unseal(row);
    kept.scopes()
        .firstNotAllowedBy(request.caller().scopes())
        .ifPresent(scope -> {
          throw Refused.insufficientScope(scope);
        });
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
    // Asked first: an answer that is kept meanwhile would make a miss of its own request.
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
        .orElseThrow(() -> new IllegalStateException("A kept answer does not open"));
  }

  private Response replayResponse(StoredResponse kept, Row row, Request request) {
    replays.increment();
    LOG.atInfo()
        .addKeyValue("request_id", request.context().requestId())
        .addKeyValue("caller", row.idempotencyRecord().caller())
        .addKeyValue("address", request.context().address())
        .log("answer given again");
    return kept.response().withHeader(REPLAYED, "true");
  }

  /// Forgets the answers that would be given to this secret, though it has been replaced.
  public void deleteReplaced(Secret secret) {
    var credentialHash = credentialHash(secret.reveal());
    if (db.read(handle -> store.isReplacedSecret(handle, credentialHash))) {
      db.inTransaction(tx -> store.deleteReplaced(tx, credentialHash));
    }
  }

  /// Forgets the answers that are dead. A job calls it now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void deleteExpired(Instant now) {
    var expired = now.minus(DELETION_MARGIN);
    while (db.inTransaction(tx -> store.deleteExpired(tx, expired, DELETE_BATCH)) == DELETE_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
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

  /// Callers of two kinds never share a name.
  ///
  /// @param secret that is to be replaced: it tells who is calling where the route asks nobody else
  private String callerName(RequestContext by, Optional<String> secret) {
    return switch (by.caller()) {
      case Caller.Operator(var id, _) -> "operator:" + id;
      case Caller.Agent agent -> "agent:" + agent.id();
      case Caller.SuspendedAgent agent -> "agent:" + agent.id();
      case Caller.Client client -> "client:" + client.id();
      case Caller.Job(var id) -> "job:" + id;
      case Caller.Unauthenticated() ->
          secret.map(shown -> "secret:" + credentialHash(shown)).orElse("nobody:" + by.address());
    };
  }

  /// The bearer that came with the request, where it is a secret that does not change by itself.
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
