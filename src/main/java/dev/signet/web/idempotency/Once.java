package dev.signet.web.idempotency;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.Origin;
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
import dev.signet.web.http.Replays;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.idempotency.AnswerStore.Row;
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
public final class Once implements Replays {

  /// How long an answer is kept.
  public static final Duration KEPT = Duration.ofMinutes(10);

  public static final String HEADER = "Idempotency-Key";

  private static final String REPLAYED = "Idempotent-Replayed";

  /// A longer answer is not kept.
  static final int MAX_ANSWER = 64 * 1024;

  private static final int MAX_KEY = 255;

  /// The shortest key that can hold 128 random bits, in base64url; a UUID has 36 characters.
  private static final int UNGUESSABLE = 22;

  /// How often a secret that was replaced may ask under a name that has no answer. Whoever lost an
  /// answer knows the name; whoever does not is trying names.
  private static final int MISSES = 5;

  private static final int REMEMBERED_MISSES = 10_000;

  /// How far the clocks of two nodes may be apart: a row that is dead here may live there.
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private static final int FORGET_BATCH = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(Once.class);

  private final Db db;
  private final Clock clock;
  private final Fingerprint keys;
  private final Fingerprint requests;
  private final Fingerprint credentials;
  private final Sealer sealer;
  private final Counter replays;
  private final AnswerStore store = new AnswerStore();

  /// By the hash of the secret.
  private final Cache<String, Integer> misses =
      Caffeine.newBuilder()
          .maximumSize(REMEMBERED_MISSES)
          .expireAfterWrite(KEPT)
          .executor(Runnable::run)
          .build();

  public Once(Db db, Clock clock, MasterKey master, MeterRegistry meters) {
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

  /// As [#answer(Request, Supplier)], for work that needs nothing done beforehand.
  public Response answer(Request request, Function<Tx, Response> work) {
    return answer(request, () -> work);
  }

  /// Does the work in one transaction. With an `Idempotency-Key` its answer is kept, and given
  /// again instead of doing the work again; a refusal is not kept, as it has changed nothing.
  ///
  /// @param begin reads the request, does what no transaction should wait for (hashing with
  ///   bcrypt), and gives the work, which may be done twice when the database breaks the first
  ///   transaction off. Neither is called for an answer that is given again
  /// @throws Refused `Malformed` when the key cannot be one, `IdempotencyKeyReused` when it came
  ///   with another request before, `TooLarge` when the answer is too long to be kept
  public Response answer(Request request, Supplier<Function<Tx, Response>> begin) {
    var key = key(request);
    if (key.isPresent() && request.caller() instanceof Caller.Unauthenticated) {
      // Nothing but the key tells one stranger from another.
      mustBeUnguessable(key.get());
    }
    return answer(request, key, Optional.empty(), begin);
  }

  /// As [#answer(Request, Supplier)], for work that replaces the very secret the caller came with:
  /// the answer is given to that secret again, though it opens nothing else any more. As it may
  /// have been replaced because somebody stole it, the key must be one that a thief does not guess.
  ///
  /// @throws Refused as [#answer(Request, Supplier)]; `Malformed` when the key is short
  public Response answerToReplaced(Request request, Supplier<Function<Tx, Response>> begin) {
    var key = key(request);
    key.ifPresent(Once::mustBeUnguessable);
    return answer(request, key, secretOf(request), begin);
  }

  /// As [#answerToReplaced], for a request whose body holds a second secret: a thief of the first
  /// would have to know that too, so any key will do. Whoever has both may guess a few times.
  ///
  /// @throws Refused as [#answer(Request, Supplier)]
  public Response answerToReplacedPair(Request request, Supplier<Function<Tx, Response>> begin) {
    return answer(request, key(request), secretOf(request), begin);
  }

  private Response answer(
      Request request,
      Optional<String> key,
      Optional<String> secret,
      Supplier<Function<Tx, Response>> begin) {
    if (key.isEmpty()) {
      return db.inTransaction(begin.get());
    }
    var caller = nameOf(request.origin(), secret);
    var keyHash = keyHash(key.get());
    var earlier = db.read(handle -> store.find(handle, caller, keyHash, clock.instant()));
    if (earlier.isPresent()) {
      return again(earlier.get(), request);
    }
    var work = begin.get();
    var now = clock.instant();
    var claim =
        new Claim(
            caller,
            keyHash,
            requestHash(request),
            secret.map(this::credentialHash),
            now.plus(KEPT));
    return switch (db.inTransaction(tx -> once(tx, claim, now, request, work))) {
      case Done(var response) -> response;
      case Earlier(var row) -> again(row, request);
    };
  }

  private sealed interface Outcome {}

  private record Done(Response response) implements Outcome {}

  private record Earlier(Row row) implements Outcome {}

  private Outcome once(
      Tx tx, Claim claim, Instant now, Request request, Function<Tx, Response> work) {
    if (!store.claim(tx, claim, now)) {
      return new Earlier(
          store.find(tx.handle(), claim.caller(), claim.keyHash(), now).orElseThrow());
    }
    var response = work.apply(tx);
    if (response.isStreamed() || response.status() >= 300) {
      throw new IllegalStateException("Only a whole answer to a success can be kept");
    }
    var plain = new KeptAnswer(response, request.caller().scopes()).toBytes();
    if (plain.length > MAX_ANSWER) {
      throw new Refused(
          new Refusal.TooLarge(
              "The answer to this would be too long to be kept; send it without " + HEADER),
          "answer of " + plain.length + " bytes");
    }
    var sealed = sealer.seal(plain, claim.beside());
    store.keep(tx, new Row(claim, Base64.getEncoder().encodeToString(sealed)));
    return new Done(response);
  }

  /// @throws Refused `IdempotencyKeyReused` when that was another request, `Forbidden` when the
  ///   caller holds less than it held then
  private Response again(Row row, Request request) {
    if (!row.claim().requestHash().equals(requestHash(request))) {
      throw new Refused(new Refusal.IdempotencyKeyReused(), "key reused with another request");
    }
    var kept = open(row);
    kept.scopes()
        .firstNotAllowedBy(request.caller().scopes())
        .ifPresent(scope -> {
          throw Refused.forbidden(scope);
        });
    return replayed(kept, row, request);
  }

  @Override
  public Optional<Response> find(Request request) {
    var key = request.headers(HEADER).stream().filter(Once::isKey).toList();
    var secret = secretOf(request);
    if (key.size() != 1 || secret.isEmpty()) {
      return Optional.empty();
    }
    var credentialHash = credentialHash(secret.get());
    if (misses.asMap().getOrDefault(credentialHash, 0) >= MISSES) {
      return Optional.empty();
    }
    // Asked first: an answer that is kept meanwhile would make a miss of its own request.
    if (!db.read(handle -> store.isReplaced(handle, credentialHash))) {
      return Optional.empty();
    }
    var keyHash = keyHash(key.getFirst());
    var found =
        db.read(handle -> store.findReplaced(handle, credentialHash, keyHash, clock.instant()))
            .filter(row -> row.claim().requestHash().equals(requestHash(request)))
            .map(row -> replayed(open(row), row, request));
    if (found.isEmpty()) {
      misses.asMap().merge(credentialHash, 1, Integer::sum);
    }
    return found;
  }

  private KeptAnswer open(Row row) {
    var sealed = Base64.getDecoder().decode(row.answer());
    return sealer
        .open(sealed, row.claim().beside())
        .map(KeptAnswer::of)
        .orElseThrow(() -> new IllegalStateException("A kept answer does not open"));
  }

  private Response replayed(KeptAnswer kept, Row row, Request request) {
    replays.increment();
    LOG.atInfo()
        .addKeyValue("request_id", request.origin().requestId())
        .addKeyValue("caller", row.claim().caller())
        .addKeyValue("address", request.origin().address())
        .log("answer given again");
    return kept.response().with(REPLAYED, "true");
  }

  /// Forgets the answers that would be given to this secret, though it has been replaced.
  public void forget(Secret secret) {
    var credentialHash = credentialHash(secret.reveal());
    if (db.read(handle -> store.isReplaced(handle, credentialHash))) {
      db.inTransaction(tx -> store.deleteReplaced(tx, credentialHash));
    }
  }

  /// Forgets the answers that are dead. A job calls it now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void forgetExpired(Instant now) {
    var expired = now.minus(MARGIN);
    while (db.inTransaction(tx -> store.deleteExpired(tx, expired, FORGET_BATCH)) == FORGET_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
    }
  }

  private static Optional<String> key(Request request) {
    var key = request.header(HEADER);
    if (key.isPresent() && !isKey(key.get())) {
      throw Refused.malformed(HEADER + " must be 1 to " + MAX_KEY + " printable ASCII characters");
    }
    return key;
  }

  private static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_KEY
        && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static void mustBeUnguessable(String key) {
    if (key.length() < UNGUESSABLE) {
      throw Refused.malformed(
          HEADER + " must be random here, as a UUID is: " + UNGUESSABLE + " characters at least");
    }
  }

  /// Callers of two kinds never share a name.
  ///
  /// @param secret that is to be replaced: it tells who is calling where the route asks nobody else
  private String nameOf(Origin by, Optional<String> secret) {
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
  private static Optional<String> secretOf(Request request) {
    return request.authorization()
                instanceof Authorization.Token(Authorization.Scheme scheme, String value)
            && scheme == Authorization.Scheme.BEARER
            && SecretFormat.looksOurs(value)
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
