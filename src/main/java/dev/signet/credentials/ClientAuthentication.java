package dev.signet.credentials;

import dev.signet.agents.Agent;
import dev.signet.agents.Agents;
import dev.signet.audit.Audit;
import dev.signet.credentials.AuthFailed.Reason;
import dev.signet.credentials.SecretCheck.Verdict;
import dev.signet.db.Db;
import dev.signet.guards.AuthFailures;
import dev.signet.guards.FailureBudget;
import dev.signet.guards.RateLimits;
import dev.signet.http.Caller;
import dev.signet.http.Form;
import dev.signet.http.Origin;
import dev.signet.http.Request;
import dev.signet.refusal.Refused;
import java.time.Clock;
import java.util.Optional;

/// Client authentication at the OAuth endpoints ([RFC 6749
/// §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)), by client secret: in HTTP Basic, in
/// a form, or in a JSON body. The client id is the agent's client id or its agent id, the secret
/// that of one of its credentials, or its API key.
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
  private static final String METHOD = "client_secret";

  /// What the body of a request says of its client, be it a form or JSON.
  public record Presented(Optional<String> clientId, Optional<String> clientSecret) {

    /// Takes them from the body's parameters.
    ///
    /// @throws Refused `Malformed` when either is given twice
    public static Presented in(Form parameters) {
      return new Presented(parameters.one("client_id"), parameters.one("client_secret"));
    }

    @Override
    public String toString() {
      return "Presented[" + clientId + ", ***]";
    }
  }

  private final Audit audit;
  private final Agents agents;
  private final FailureBudget budget;
  private final RateLimits limits;
  private final AuthFailures failures;
  private final ClientKeys keys;
  private final SecretCheck secrets;

  public ClientAuthentication(
      Db db,
      Audit audit,
      Clock clock,
      Agents agents,
      SecretHashes hashes,
      ClientKeys keys,
      FailureBudget budget,
      RateLimits limits,
      AuthFailures failures) {
    this.audit = audit;
    this.agents = agents;
    this.budget = budget;
    this.limits = limits;
    this.failures = failures;
    this.keys = keys;
    this.secrets = new SecretCheck(db, clock, agents, hashes, keys);
  }

  /// Who the client is.
  ///
  /// At the token endpoint (`TOKEN`) the answer may not know yet what another node, on a shared
  /// database, has just done to the agent or its credentials: that is caught by the issuance, which
  /// commits only for an agent of this same revision. Everywhere else it is true as of now.
  ///
  /// @param body what the request's body says of the client, read already
  /// @param calls which rate this counts towards, once it is known whose call it is
  /// @throws Refused `OAuth` with `invalid_client`, or with `invalid_request` when a request uses
  ///   two ways at once; `TooMany` after too many failures or calls
  public AuthenticatedClient require(Request request, Presented body, RateLimits.Kind calls) {
    var client = proved(request, body);
    if (calls != RateLimits.Kind.TOKEN && !agents.isCurrent(client.agent())) {
      agents.forget(client.agent().id());
      client = proved(request, body);
    }
    var wait = limits.take(calls, client.agent().id().value());
    if (wait.isPresent()) {
      throw Refused.tooMany(wait.get(), "rate limit of " + calls);
    }
    return client;
  }

  private AuthenticatedClient proved(Request request, Presented body) {
    var from = request.origin().by(new Caller.Nobody());
    return switch (ClientClaim.read(request.authorization(), body)) {
      case ClientClaim.None() -> {
        count(Reason.NO_CREDENTIAL);
        throw Refused.invalidClient("no credential");
      }
      case ClientClaim.Unreadable(var named) -> {
        mayTry(named, from);
        var failure = new AuthFailed(Reason.UNREADABLE, named, Optional.empty(), Optional.empty());
        throw refused(failure, from);
      }
      case ClientClaim.IdAndSecret claim -> {
        mayTry(budgetOf(claim.clientId()), from);
        yield judged(secrets.check(claim), claim, from);
      }
    };
  }

  /// Looks at the budget once more: of many tries at once no more are answered than of as many one
  /// after the other, and going by its other name gives a client no second budget.
  private AuthenticatedClient judged(Verdict verdict, ClientClaim.IdAndSecret claim, Origin from) {
    return switch (verdict) {
      case Verdict.Proved(var client, var key) -> {
        mayTry(client.agent().clientId(), from);
        if (key.filter(used -> !keys.used(used, from)).isPresent()) {
          throw refused(
              new AuthFailed(
                  Reason.ROTATED_AWAY,
                  claim.clientId(),
                  Optional.of(client.agent()),
                  Optional.of(client.credentialId())),
              from);
        }
        yield client;
      }
      case Verdict.Failed(var failure) -> {
        mayTry(budgetOf(failure), from);
        throw refused(failure, from);
      }
    };
  }

  private void mayTry(String client, Origin from) {
    var wait = budget.mustWait(client, from.address());
    if (wait.isPresent()) {
      count(Reason.OVER_BUDGET);
      throw Refused.tooMany(wait.get(), "failure budget");
    }
  }

  private Refused refused(AuthFailed failure, Origin from) {
    budget.failed(budgetOf(failure), from.address());
    count(failure.reason());
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

  private void count(Reason reason) {
    failures.count(METHOD, reason.wire());
  }
}
