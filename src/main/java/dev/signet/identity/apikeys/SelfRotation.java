package dev.signet.identity.apikeys;

import dev.signet.base.callers.Origin;
import dev.signet.base.json.Fields;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2;
import dev.signet.identity.apikeys.ApiKey.End;
import dev.signet.identity.apikeys.ApiKey.State;
import dev.signet.identity.apikeys.ApiKeyEvent.Failure;
import dev.signet.identity.apikeys.ApiKeyEvent.Reason;
import dev.signet.identity.apikeys.ApiKeys.Made;
import dev.signet.identity.apikeys.ApiKeys.Rotation;
import dev.signet.web.http.Authorization;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.idempotency.Once;
import dev.signet.web.limits.Attempts;
import dev.signet.web.limits.AuthFailures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;

/// An agent rotates its API key by the key and the rotation secret that goes with it. What is wrong
/// with a request is told in one order: too many attempts, the key, the agent, the body, the
/// secret. Each rotation is recorded, and each that was refused; of those from an address that has
/// to wait the first one only, as an attacker can send any number.
///
/// An address has three attempts in 15 minutes. Once they are used up, however they ended, any
/// further one that *fails* is told to wait. The holder of the right pair is told to wait only
/// after three rotations of its own from there: others at its address, behind the same proxy
/// perhaps, have no say in whether it rotates.
///
/// With an `Idempotency-Key` a lost answer is given again, before any of this is looked at.
final class SelfRotation {
  private static final int MOST = 3;
  private static final Duration WITHIN = Duration.ofMinutes(15);
  private static final String TOO_MANY =
      "Too many rotation attempts (max " + MOST + " per " + WITHIN.toMinutes() + " minutes)";
  private static final int MAX_SECRET = 256;
  private static final String NEEDED = "Invalid API key or invalid rotation secret";

  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final Fapi2 fapi2;
  private final ApiKeys keys;
  private final Once once;
  private final AuthFailures failures;
  private final Attempts attempts;
  private final Attempts rotations;
  private final MeterRegistry meters;

  SelfRotation(
      Audit audit,
      Clock clock,
      Agents agents,
      Fapi2 fapi2,
      ApiKeys keys,
      Once once,
      AuthFailures failures,
      MeterRegistry meters) {
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.keys = keys;
    this.once = once;
    this.failures = failures;
    this.attempts = new Attempts(MOST, WITHIN, clock);
    this.rotations = new Attempts(MOST, WITHIN, clock);
    this.meters = meters;
  }

  /// @param shown makes the answer of what was made
  Response rotate(Request request, Function<Made, Response> shown) {
    var from = request.origin();
    var key = key(request);
    if (ApiKeys.whyEnded(key).filter(why -> why == Reason.ROTATED_AWAY).isPresent()) {
      return lostOr(request, of(Reason.ROTATED_AWAY, key));
    }
    rotations
        .mustWait(key.agent().value(), from.address())
        .ifPresent(wait -> {
          throw tooMany(wait, key, from);
        });
    var secret = readyToRotate(request, key);
    try {
      var answer =
          once.answerToReplacedPair(
              request,
              () -> {
                var pair = keys.freshPair(true);
                return tx -> shown.apply(rotated(keys.rotate(tx, key, secret, pair, from)));
              });
      count("rotated");
      var _ = rotations.take(key.agent().value(), from.address());
      var _ = attempts.take(from.address());
      return answer;
    } catch (NotRotated not) {
      return lostOr(request, not.failure);
    }
  }

  /// The pair was rotated before: perhaps by this very request, sent twice at once.
  private Response lostOr(Request request, Failure failure) {
    return once.find(request).orElseThrow(() -> refused(failure, request.origin()));
  }

  /// Undoes the transaction. What there is to say of it is written down after that.
  private static final class NotRotated extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    NotRotated(Failure failure) {
      super(failure.reason().wire(), null, false, false);
      this.failure = failure;
    }
  }

  private static Made rotated(Rotation rotation) {
    return switch (rotation) {
      case Rotation.Done(var made) -> made;
      case Rotation.NotDone(var failure) -> throw new NotRotated(failure);
    };
  }

  private Failure of(Reason reason, ApiKey key) {
    return Failure.of(reason, key, agents.current(key.agent()));
  }

  /// The API key that the request shows, be it one that has ended.
  private ApiKey key(Request request) {
    var from = request.origin();
    if (!(request.authorization() instanceof Authorization.Token(var scheme, var presented))
        || scheme != Authorization.Scheme.BEARER) {
      throw refused(Failure.of(Reason.NO_API_KEY), from);
    }
    return keys.find(presented).orElseThrow(() -> refused(Failure.of(Reason.UNKNOWN), from));
  }

  /// The rotation secret that the request brings, where nothing but the secret itself can be wrong.
  private Secret readyToRotate(Request request, ApiKey key) {
    var from = request.origin();
    var endedWithAgent = key.state() instanceof State.Ended(_, var how) && how == End.DECOMMISSION;
    var whyEnded = ApiKeys.whyEnded(key);
    if (whyEnded.isPresent() && !endedWithAgent) {
      throw refused(of(whyEnded.get(), key), from);
    }
    var agent = agents.current(key.agent()).orElseThrow();
    if (fapi2.holdsFor(agent)) {
      throw refused(of(Reason.METHOD_NOT_ALLOWED, key), from);
    }
    if (!agent.mayGetTokens(clock.instant())) {
      throw refused(of(Reason.AGENT_NOT_ACTIVE, key), from);
    }
    var secret = rotationSecret(request, key);
    if (!key.rotatesItself()) {
      throw refused(of(Reason.NO_ROTATION_SECRET, key), from);
    }
    return secret;
  }

  /// Whatever is wrong with the body, it does not bring the secret.
  private Secret rotationSecret(Request request, ApiKey key) {
    try {
      request.allowsQuery();
      var fields = request.fields();
      var secret = fields.line("rotationSecret", MAX_SECRET);
      if (secret.isEmpty()) {
        notProvided(fields);
      }
      fields.end();
      return Secret.of(secret.orElseThrow());
    } catch (Refused refused) {
      var failure = of(Reason.ROTATION_SECRET_NOT_PROVIDED, key);
      throw refused(failure, request.origin(), asMalformed(refused));
    }
  }

  private static void notProvided(Fields fields) {
    if (!fields.has("rotationSecret")) {
      fields.fault("rotationSecret", "not provided");
    }
  }

  private static Refused asMalformed(Refused refused) {
    return refused.refusal() instanceof Refusal.WrongContentType(var detail)
        ? Refused.malformed("rotationSecret not provided: " + detail)
        : refused;
  }

  private Refused refused(Failure failure, Origin from) {
    return refused(failure, from, refusalOf(failure.reason()));
  }

  private Refused refused(Failure failure, Origin from, Refused refused) {
    var wait = attempts.take(from.address());
    return wait.isEmpty() ? recorded(failure, from, refused) : tooMany(wait.get(), from);
  }

  private Refused tooMany(Attempts.Wait wait, Origin from) {
    var refused = Refused.tooManySaying(wait.delay(), TOO_MANY);
    if (wait.isFirst()) {
      return recorded(Failure.of(Reason.TOO_MANY_ATTEMPTS), from, refused);
    }
    count(Reason.TOO_MANY_ATTEMPTS.wire());
    return refused;
  }

  /// The holder of the key has rotated too often.
  private Refused tooMany(Duration wait, ApiKey key, Origin from) {
    var counted = attempts.take(from.address());
    var refused = Refused.tooManySaying(wait, TOO_MANY);
    if (counted.filter(waiting -> !waiting.isFirst()).isPresent()) {
      count(Reason.TOO_MANY_ATTEMPTS.wire());
      return refused;
    }
    return recorded(of(Reason.TOO_MANY_ATTEMPTS, key), from, refused);
  }

  private Refused recorded(Failure failure, Origin from, Refused refused) {
    count(failure.reason().wire());
    audit.record(new ApiKeyEvent.NotRotated(failure), from);
    switch (failure.reason()) {
      case NO_API_KEY, UNKNOWN, ROTATED_AWAY, REVOKED, QUARANTINED, METHOD_NOT_ALLOWED -> {
        failures.count(ApiKeyEvent.AuthFailed.METHOD, failure.reason().wire());
        audit.record(new ApiKeyEvent.AuthFailed(failure), from);
      }
      case WRONG_ROTATION_SECRET -> failures.count("rotation_secret", failure.reason().wire());
      case TOO_MANY_ATTEMPTS,
          AGENT_NOT_ACTIVE,
          AGENT_EXPIRED,
          ROTATION_SECRET_NOT_PROVIDED,
          NO_ROTATION_SECRET -> {}
    }
    return refused;
  }

  private static Refused refusalOf(Reason reason) {
    return switch (reason) {
      case NO_API_KEY,
          UNKNOWN,
          ROTATED_AWAY,
          REVOKED,
          QUARANTINED,
          METHOD_NOT_ALLOWED,
          WRONG_ROTATION_SECRET ->
          new Refused(new Refusal.Unproved(NEEDED), reason.wire());
      case AGENT_NOT_ACTIVE, AGENT_EXPIRED ->
          Refused.denied("agent_revoked", "The agent is revoked: suspended, ended or expired");
      case NO_ROTATION_SECRET ->
          Refused.denied(
              "no_rotation_secret", "No rotation secret is configured; an operator can set one");
      case TOO_MANY_ATTEMPTS, ROTATION_SECRET_NOT_PROVIDED ->
          throw new IllegalArgumentException(reason + " is told in words of its own");
    };
  }

  private void count(String outcome) {
    Counter.builder("signet.apikey.rotations")
        .description("Rotations of API keys that agents asked for, by outcome")
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }
}
