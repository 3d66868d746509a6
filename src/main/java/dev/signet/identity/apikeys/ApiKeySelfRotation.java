package dev.signet.identity.apikeys;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.apikeys.ApiKey.EndReason;
import dev.signet.identity.apikeys.ApiKey.State;
import dev.signet.identity.apikeys.ApiKeyEvent.Failure;
import dev.signet.identity.apikeys.ApiKeyEvent.Reason;
import dev.signet.identity.apikeys.ApiKeys.IssuedApiKey;
import dev.signet.identity.apikeys.ApiKeys.RotationResult;
import dev.signet.web.limits.AttemptLimit;
import dev.signet.web.limits.AuthFailureCounter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Lets an agent rotate its API key by presenting the key and its rotation secret. A request is
/// checked in a fixed order: number of attempts, key, agent, body, rotation secret. Each rotation
/// and each refusal is recorded; of the refusals for an address that has to wait only the first,
/// because an attacker can send any number of them.
///
/// An address has three attempts in 15 minutes. When they are used up, whatever their results, any
/// further *failing* attempt is answered with 429. The holder of the correct pair gets 429 only
/// after three rotations of its own key from that address: other clients at its address, perhaps
/// behind the same proxy, cannot prevent it from rotating.
///
/// With an `Idempotency-Key`, a repeated request gets the stored response before any of these
/// checks.
final class ApiKeySelfRotation {
  private static final int MAX_ROTATIONS = 3;
  private static final Duration ROTATION_WINDOW = Duration.ofMinutes(15);

  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final ApiKeys keys;
  private final AuthFailureCounter failures;
  private final AttemptLimit attempts;
  private final AttemptLimit rotations;
  private final MeterRegistry meters;

  ApiKeySelfRotation(
      Audit audit,
      Clock clock,
      Agents agents,
      Fapi2Policy fapi2,
      ApiKeys keys,
      AuthFailureCounter failures,
      MeterRegistry meters) {
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.keys = keys;
    this.failures = failures;
    this.attempts = new AttemptLimit(MAX_ROTATIONS, ROTATION_WINDOW, clock);
    this.rotations = new AttemptLimit(MAX_ROTATIONS, ROTATION_WINDOW, clock);
    this.meters = meters;
  }

  /// What the agent sends.
  ///
  /// @param rotationSecret reads the rotation secret; throws [Refused] if the request is wrong in
  ///   any way other than the secret's value
  record RotationRequest(
      Authorization authorization, RequestContext from, Supplier<Secret> rotationSecret) {}

  /// The same request may be sent again, by an agent that lost the response.
  ///
  /// @param <R> the response
  interface SingleExecution<R> {
    /// Rotates once, however often the request is sent.
    ///
    /// @param begin returns the work of a transaction
    R execute(Supplier<Function<Tx, IssuedApiKey>> begin);

    /// The response to an earlier copy of this request.
    Optional<R> earlier();
  }

  <R> R rotate(RotationRequest request, SingleExecution<R> once) {
    var from = request.from();
    var key = key(request);
    if (ApiKeys.failureReason(key).filter(why -> why == Reason.ROTATED_AWAY).isPresent()) {
      return replayOrRefuse(once, failureOf(Reason.ROTATED_AWAY, key), from);
    }
    rotations
        .requiredWait(key.agent().value(), from.address())
        .ifPresent(wait -> {
          throw tooMany(wait, key, from);
        });
    var secret = requireRotatable(request, key);
    try {
      var answer =
          once.execute(() -> {
            var pair = keys.generateSecrets(true);
            return tx -> requireRotated(keys.rotate(tx, key, secret, pair, from));
          });
      count("rotated");
      var _ = rotations.take(key.agent().value(), from.address());
      var _ = attempts.take(from.address());
      return answer;
    } catch (RotationFailedException not) {
      return replayOrRefuse(once, not.failure, from);
    }
  }

  /// The pair was rotated before, perhaps by a concurrent copy of this request.
  private <R> R replayOrRefuse(SingleExecution<R> once, Failure failure, RequestContext from) {
    return once.earlier().orElseThrow(() -> countAttempt(failure, from));
  }

  /// Rolls the transaction back. The failure is recorded after that.
  private static final class RotationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    RotationFailedException(Failure failure) {
      super(failure.reason().wire(), null, false, false);
      this.failure = failure;
    }
  }

  private static IssuedApiKey requireRotated(RotationResult rotation) {
    return switch (rotation) {
      case RotationResult.Succeeded(var made) -> made;
      case RotationResult.Rejected(var failure) -> throw new RotationFailedException(failure);
    };
  }

  private Failure failureOf(Reason reason, ApiKey key) {
    return Failure.of(reason, key, agents.findCurrent(key.agent()));
  }

  /// The API key that the request presents, which may have been revoked.
  private ApiKey key(RotationRequest request) {
    var from = request.from();
    if (!(request.authorization() instanceof Authorization.Token(var scheme, var presented))
        || scheme != Authorization.Scheme.BEARER) {
      throw countAttempt(Failure.of(Reason.NO_API_KEY), from);
    }
    return keys.find(presented).orElseThrow(() -> countAttempt(Failure.of(Reason.UNKNOWN), from));
  }

  /// The rotation secret in the request; fails if the request is wrong in any way other than the
  /// secret's value.
  private Secret requireRotatable(RotationRequest request, ApiKey key) {
    var from = request.from();
    var endedWithAgent =
        key.state() instanceof State.Ended(_, var how) && how == EndReason.DECOMMISSION;
    var whyEnded = ApiKeys.failureReason(key);
    if (whyEnded.isPresent() && !endedWithAgent) {
      throw countAttempt(failureOf(whyEnded.get(), key), from);
    }
    var agent = agents.findCurrent(key.agent()).orElseThrow();
    if (fapi2.appliesTo(agent)) {
      throw countAttempt(failureOf(Reason.METHOD_NOT_ALLOWED, key), from);
    }
    if (!agent.mayGetTokens(clock.instant())) {
      throw countAttempt(failureOf(Reason.AGENT_NOT_ACTIVE, key), from);
    }
    var secret = rotationSecret(request, key);
    if (!key.hasRotationSecret()) {
      throw countAttempt(failureOf(Reason.NO_ROTATION_SECRET, key), from);
    }
    return secret;
  }

  /// Any error in the body means that it does not contain the secret.
  private Secret rotationSecret(RotationRequest request, ApiKey key) {
    try {
      return request.rotationSecret().get();
    } catch (Refused refused) {
      throw countAttempt(
          failureOf(Reason.ROTATION_SECRET_NOT_PROVIDED, key), request.from(), refused);
    }
  }

  private Refused countAttempt(Failure failure, RequestContext from) {
    return countAttempt(failure, from, refusalOf(failure.reason()));
  }

  private Refused countAttempt(Failure failure, RequestContext from, Refused refused) {
    var wait = attempts.take(from.address());
    return wait.isEmpty() ? recordFailure(failure, from, refused) : tooMany(wait.get(), from);
  }

  private Refused tooMany(AttemptLimit.RequiredWait wait, RequestContext from) {
    var refused = ApiKeyRefusals.tooManyRotations(wait.delay(), MAX_ROTATIONS, ROTATION_WINDOW);
    if (wait.isFirst()) {
      return recordFailure(Failure.of(Reason.TOO_MANY_ATTEMPTS), from, refused);
    }
    count(Reason.TOO_MANY_ATTEMPTS.wire());
    return refused;
  }

  /// The holder of the key has rotated too often.
  private Refused tooMany(Duration wait, ApiKey key, RequestContext from) {
    var counted = attempts.take(from.address());
    var refused = ApiKeyRefusals.tooManyRotations(wait, MAX_ROTATIONS, ROTATION_WINDOW);
    if (counted.filter(waiting -> !waiting.isFirst()).isPresent()) {
      count(Reason.TOO_MANY_ATTEMPTS.wire());
      return refused;
    }
    return recordFailure(failureOf(Reason.TOO_MANY_ATTEMPTS, key), from, refused);
  }

  private Refused recordFailure(Failure failure, RequestContext from, Refused refused) {
    count(failure.reason().wire());
    audit.record(new ApiKeyEvent.RotationFailed(failure), from);
    switch (failure.reason()) {
      case NO_API_KEY, UNKNOWN, ROTATED_AWAY, REVOKED, QUARANTINED, METHOD_NOT_ALLOWED -> {
        failures.count(ApiKeyEvent.AuthFailed.METHOD, failure.reason().wire());
        audit.record(new ApiKeyEvent.AuthFailed(failure), from);
      }
      case WRONG_ROTATION_SECRET -> failures.count("rotation_secret", failure.reason().wire());
      case TOO_MANY_ATTEMPTS,
          AGENT_NOT_ACTIVE,
          AGENT_EXPIRED,
          ORGANIZATION_SUSPENDED,
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
          ApiKeyRefusals.invalidSecret(reason.wire());
      case AGENT_NOT_ACTIVE, AGENT_EXPIRED, ORGANIZATION_SUSPENDED -> ApiKeyRefusals.agentRevoked();
      case NO_ROTATION_SECRET -> ApiKeyRefusals.noRotationSecret();
      case TOO_MANY_ATTEMPTS, ROTATION_SECRET_NOT_PROVIDED ->
          throw new IllegalArgumentException(reason + " has a separate message");
    };
  }

  private void count(String outcome) {
    Counter.builder("signet.apikey.rotations")
        .description("Rotations of API keys requested by agents, by outcome")
        .tag("outcome", outcome)
        .register(meters)
        .increment();
  }
}
