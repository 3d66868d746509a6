package dev.signet.identity.credentials;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.Origin;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.AuthFailed.Reason;
import dev.signet.validity.replay.Replay;
import dev.signet.web.http.Authorization;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.limits.AuthFailures;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Client authentication at the OAuth endpoints ([RFC 6749
/// §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)): by client secret, in HTTP Basic, in
/// a form, or in a JSON body, or by an assertion that the client has signed. The client id is the
/// agent's client id or its agent id, the secret that of one of its credentials, or its API key.
///
/// Every failure reads the same, whatever was wrong
/// ([§5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)), and takes much the same time: for
/// a client that does not exist a hash is computed as well, of the kind that this server makes.
/// What time can still tell is whether a client's hashes are of the other kind, as those brought in
/// from elsewhere may be.
///
/// A failure is counted against the secret, the client and its address, and recorded before it is
/// answered. How many are is for [FailureBudget] to say
/// ([§2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1) asks for such a guard); a right
/// secret or assertion is never refused for others' failures. What waits before it is compared is a
/// secret that a person may have chosen, brought in as a bcrypt hash.
public final class ClientAuthentication {

  /// What the body of a request says of its client, be it a form or JSON.
  public record Presented(
      Optional<String> clientId,
      Optional<String> clientSecret,
      Optional<String> assertionType,
      Optional<String> assertion) {

    /// Takes them from the body's parameters.
    ///
    /// @throws Refused `Malformed` when one is given twice
    public static Presented in(Form parameters) {
      return new Presented(
          parameters.one("client_id"),
          parameters.one("client_secret"),
          parameters.one("client_assertion_type"),
          parameters.one("client_assertion"));
    }

    /// Whether it is meant to prove anything: a client id alone is not.
    public boolean isTry() {
      return clientSecret.isPresent() || assertionType.isPresent() || assertion.isPresent();
    }

    @Override
    public String toString() {
      return "Presented[" + clientId + ", ***]";
    }
  }

  /// Whether a request says anything that is meant to prove its client.
  public static boolean isTry(Request request, Form parameters) {
    return request.authorization() instanceof Authorization.Basic
        || Presented.in(parameters).isTry();
  }

  private enum Way {
    CLIENT_SECRET,
    PRIVATE_KEY_JWT;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Audit audit;
  private final Agents agents;
  private final SecretCheck secrets;
  private final AssertionCheck assertions;
  private final ClientKeys keys;
  private final Replay replay;
  private final FailureBudget budget;
  private final RateLimits limits;
  private final AuthFailures failures;

  public ClientAuthentication(
      Audit audit,
      Agents agents,
      SecretCheck secrets,
      AssertionCheck assertions,
      ClientKeys keys,
      Replay replay,
      FailureBudget budget,
      RateLimits limits,
      AuthFailures failures) {
    this.audit = audit;
    this.agents = agents;
    this.secrets = secrets;
    this.assertions = assertions;
    this.keys = keys;
    this.replay = replay;
    this.budget = budget;
    this.limits = limits;
    this.failures = failures;
  }

  /// Who the client is.
  ///
  /// At the token endpoint (`TOKEN`) the answer may not know yet what another node, on a shared
  /// database, has just done to the agent or its credentials: that is caught by the issuance, which
  /// commits only for an agent of this same revision, and uses an assertion up. Everywhere else it
  /// is true as of now, and an assertion is used up by it.
  ///
  /// @param body what the request's body says of the client, read already
  /// @param calls which rate this counts towards, once it is known whose call it is
  /// @throws Refused `OAuth` with `invalid_client`, or with `invalid_request` when a request uses
  ///   two ways at once; `TooMany` after too many failures or calls
  public AuthenticatedClient require(Request request, Presented body, RateLimits.Kind calls) {
    var client = proved(request, body);
    if (calls != RateLimits.Kind.TOKEN) {
      if (!agents.isCurrent(client.agent())) {
        agents.forget(client.agent().id());
        client = proved(request, body);
      }
      if (client.assertion().filter(use -> !replay.spend(use)).isPresent()) {
        throw reused(client, request);
      }
    }
    var wait = limits.take(calls, client.agent().id().value());
    if (wait.isPresent()) {
      throw Refused.tooMany(wait.get(), "rate limit of " + calls);
    }
    return client;
  }

  /// The refusal of a client whose assertion turned out to have been used before, counted and
  /// written down as any other failure.
  public Refused reused(AuthenticatedClient client, Request request) {
    var failure =
        new AuthFailed(
            Reason.ASSERTION_REUSED,
            Optional.empty(),
            client.agent().clientId(),
            Optional.of(client.agent()),
            Optional.of(client.credentialId()));
    return refused(failure, Way.PRIVATE_KEY_JWT, List.of(), stranger(request));
  }

  private static Origin stranger(Request request) {
    return request.origin().by(new Caller.Unauthenticated());
  }

  private AuthenticatedClient proved(Request request, Presented body) {
    var from = stranger(request);
    return switch (ClientClaim.read(request.authorization(), body)) {
      case ClientClaim.None() -> {
        failures.count(Way.CLIENT_SECRET.wire(), Reason.NO_CREDENTIAL.wire());
        throw Refused.invalidClient("no credential");
      }
      case ClientClaim.Unreadable(var named) ->
          throw refused(
              unread(Reason.UNREADABLE, Optional.empty(), named),
              Way.CLIENT_SECRET,
              List.of(),
              from);
      case ClientClaim.BadAssertion(var named, var detail) ->
          throw refused(
              unread(Reason.BAD_ASSERTION, Optional.of(detail), named),
              Way.PRIVATE_KEY_JWT,
              List.of(),
              from);
      case ClientClaim.IdAndSecret claim ->
          judged(sure(() -> secrets.check(claim, guard(from))), claim, from);
      case ClientClaim.Assertion claim ->
          judged(sure(() -> assertions.check(claim, request.path())), claim, from);
    };
  }

  private static AuthFailed unread(Reason reason, Optional<String> detail, String named) {
    return new AuthFailed(reason, detail, named, Optional.empty(), Optional.empty());
  }

  /// Where nodes share the database, a yes may be outdated by what another has done since the agent
  /// was last read here; a no is made sure of.
  private Verdict sure(Supplier<Verdict> check) {
    var verdict = check.get();
    if (verdict instanceof Verdict.Failed(var failure)
        && failure.agent().filter(agent -> !agents.isCurrent(agent)).isPresent()) {
      agents.forget(failure.agent().get().id());
      return check.get();
    }
    return verdict;
  }

  private AuthenticatedClient judged(Verdict verdict, ClientClaim claim, Origin from) {
    var way = claim instanceof ClientClaim.IdAndSecret ? Way.CLIENT_SECRET : Way.PRIVATE_KEY_JWT;
    var shown =
        claim instanceof ClientClaim.IdAndSecret(_, var readings) ? readings : List.<Secret>of();
    return switch (verdict) {
      case Verdict.Proved(var client, var key) -> {
        if (key.filter(used -> !keys.used(used, from)).isPresent()) {
          throw refused(
              new AuthFailed(
                  Reason.ROTATED_AWAY,
                  Optional.empty(),
                  client.agent().clientId(),
                  Optional.of(client.agent()),
                  Optional.of(client.credentialId())),
              way,
              shown,
              from);
        }
        yield client;
      }
      case Verdict.Failed(var failure) -> throw refused(failure, way, shown, from);
    };
  }

  private SecretCheck.Guard guard(Origin from) {
    return new SecretCheck.Guard() {
      @Override
      public void mayGuess(String client) {
        mustNot(budget.mustWait(client, from.address()));
      }

      @Override
      public void guessesTwice(String client, Secret reading) {
        mustNot(
            budget.failed(
                new FailureBudget.Failure(
                    Optional.of(client), Optional.of(reading), from.address())));
      }

      @Override
      public void proved(String client) {
        budget.proved(client, from.address());
      }

      @Override
      public Origin server() {
        return from.by(new Caller.Job("credentials"));
      }

      private void mustNot(Optional<Duration> wait) {
        wait.ifPresent(delay -> {
          throw overBudget(delay, Way.CLIENT_SECRET);
        });
      }
    };
  }

  private Refused overBudget(Duration wait, Way way) {
    failures.count(way.wire(), Reason.OVER_BUDGET.wire());
    return Refused.tooMany(wait, "failure budget");
  }

  /// @param readings of the secret that was shown; none for an assertion, which is another one each
  ///   time
  private Refused refused(AuthFailed failure, Way way, List<Secret> readings, Origin from) {
    var client = failure.agent().map(Agent::clientId).orElse(failure.named());
    var wait =
        budget.failed(
            new FailureBudget.Failure(
                Optional.of(client), readings.stream().findFirst(), from.address()));
    if (wait.isPresent()) {
      return overBudget(wait.get(), way);
    }
    var explained = secrets.explained(failure, readings);
    failures.count(way.wire(), explained.reason().wire());
    audit.record(explained, from);
    return Refused.invalidClient(explained.reason().wire());
  }
}
