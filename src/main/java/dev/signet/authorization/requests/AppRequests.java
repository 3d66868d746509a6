package dev.signet.authorization.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.authorization.apps.App;
import dev.signet.authorization.apps.Apps;
import dev.signet.authorization.requests.NextStep.Stop;
import dev.signet.authorization.requests.RequestCheck.Inquirer;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.secrets.Sha256;
import dev.signet.validity.replay.OneTimeUse;
import dev.signet.validity.replay.ReplayGuard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;

/// Requests of users to the operators, to allow an app that is not accepted. Each user can ask ten
/// times a day, and once for an app.
public final class AppRequests {
  private static final int PER_DAY = 10;

  private final RequestCheck check;
  private final SealedRequests sealed;
  private final Apps apps;
  private final ReplayGuard replay;
  private final Clock clock;

  AppRequests(
      RequestCheck check, SealedRequests sealed, Apps apps, ReplayGuard replay, Clock clock) {
    this.check = check;
    this.sealed = sealed;
    this.apps = apps;
    this.replay = replay;
    this.clock = clock;
  }

  /// Asks for the app of a request.
  ///
  /// @param sealedRequest from [NextStep.Unaccepted]
  public NextStep ask(String sealedRequest, AuthorizingUser user, RequestContext by) {
    var parameters = sealed.open(sealedRequest);
    if (parameters.isEmpty()
        || !(check.check(parameters.get(), new Inquirer(Optional.of(user.id()), false, by))
            instanceof CheckedRequest.NotAccepted(var app))) {
      return new Stop("This page is out of date. Start again in the app.", Optional.empty());
    }
    var day = clock.instant().truncatedTo(ChronoUnit.DAYS);
    if (isFirst(user, day, fingerprint(app))) {
      var isWithinBounds =
          IntStream.range(0, PER_DAY)
              .anyMatch(number -> isFirst(user, day, Integer.toString(number)));
      if (!isWithinBounds) {
        return new Stop("You have asked for many apps today. Ask tomorrow.", Optional.empty());
      }
      apps.recordRequest(app, user.id(), by);
    }
    return new Stop(
        "The operators of this server will see that you want to use this app.", Optional.empty());
  }

  /// Of a fixed length.
  private static String fingerprint(App app) {
    return HexFormat.of().formatHex(Sha256.digest().digest(app.clientId().getBytes(UTF_8)));
  }

  private boolean isFirst(AuthorizingUser user, Instant day, String what) {
    return replay.consume(
        new OneTimeUse(
            "app-request",
            user.id().value() + " " + what + " " + day,
            day.plus(Duration.ofDays(1))));
  }
}
