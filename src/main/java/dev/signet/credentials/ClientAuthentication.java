package dev.signet.credentials;

import dev.signet.agents.Agent;
import dev.signet.agents.Agents;
import dev.signet.audit.Audit;
import dev.signet.credentials.AuthFailed.Reason;
import dev.signet.guards.AuthFailures;
import dev.signet.guards.FailureBudget;
import dev.signet.guards.RateLimits;
import dev.signet.http.Authorization;
import dev.signet.http.Caller;
import dev.signet.http.Form;
import dev.signet.http.Origin;
import dev.signet.http.Request;
import dev.signet.refusal.Refused;
import dev.signet.replay.Replay;
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
/// A failure is counted against the client and its address, and written down before it is answered.
/// How many there may be is for [FailureBudget] to say
/// ([§2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1) asks for such a guard).
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
    return refused(failure, Way.PRIVATE_KEY_JWT, stranger(request));
  }

  private static Origin stranger(Request request) {
    return request.origin().by(new Caller.Nobody());
  }

  private AuthenticatedClient proved(Request request, Presented body) {
    var from = stranger(request);
    return switch (ClientClaim.read(request.authorization(), body)) {
      case ClientClaim.None() -> {
        failures.count(Way.CLIENT_SECRET.wire(), Reason.NO_CREDENTIAL.wire());
        throw Refused.invalidClient("no credential");
      }
      case ClientClaim.Unreadable(var named) -> {
        mayTry(named, Way.CLIENT_SECRET, from);
        throw refused(unread(Reason.UNREADABLE, Optional.empty(), named), Way.CLIENT_SECRET, from);
      }
      case ClientClaim.BadAssertion(var named, var detail) -> {
        mayTry(named, Way.PRIVATE_KEY_JWT, from);
        throw refused(
            unread(Reason.BAD_ASSERTION, Optional.of(detail), named), Way.PRIVATE_KEY_JWT, from);
      }
      case ClientClaim.IdAndSecret claim -> {
        mayTry(budgetOf(claim.clientId()), Way.CLIENT_SECRET, from);
        yield judged(sure(() -> secrets.check(claim)), Way.CLIENT_SECRET, from);
      }
      case ClientClaim.Assertion claim -> {
        mayTry(budgetOf(claim.client()), Way.PRIVATE_KEY_JWT, from);
        yield judged(
            sure(() -> assertions.check(claim, request.path())), Way.PRIVATE_KEY_JWT, from);
      }
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

  /// Looks at the budget once more: of many tries at once no more are answered than of as many one
  /// after the other, and going by its other name gives a client no second budget.
  private AuthenticatedClient judged(Verdict verdict, Way way, Origin from) {
    return switch (verdict) {
      case Verdict.Proved(var client, var key) -> {
        mayTry(client.agent().clientId(), way, from);
        if (key.filter(used -> !keys.used(used, from)).isPresent()) {
          throw refused(
              new AuthFailed(
                  Reason.ROTATED_AWAY,
                  Optional.empty(),
                  client.agent().clientId(),
                  Optional.of(client.agent()),
                  Optional.of(client.credentialId())),
              way,
              from);
        }
        yield client;
      }
      case Verdict.Failed(var failure) -> {
        mayTry(budgetOf(failure), way, from);
        throw refused(failure, way, from);
      }
    };
  }

  private void mayTry(String client, Way way, Origin from) {
    var wait = budget.mustWait(client, from.address());
    if (wait.isPresent()) {
      failures.count(way.wire(), Reason.OVER_BUDGET.wire());
      throw Refused.tooMany(wait.get(), "failure budget");
    }
  }

  private Refused refused(AuthFailed failure, Way way, Origin from) {
    budget.failed(budgetOf(failure), from.address());
    failures.count(way.wire(), failure.reason().wire());
    audit.record(failure, from);
    return Refused.invalidClient(failure.reason().wire());
  }

  /// One budget for an agent, whichever of its two names it goes by.
  private String budgetOf(String named) {
    return agents.findByClientId(named).map(Agent::clientId).orElse(named);
  }

  private static String budgetOf(AuthFailed failure) {
    return failure.agent().map(Agent::clientId).orElse(failure.named());
  }
}
