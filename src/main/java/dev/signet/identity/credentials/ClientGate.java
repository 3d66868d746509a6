package dev.signet.identity.credentials;

import dev.signet.base.callers.Authorization;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.credentials.ClientAuthentication.ClientRequest;
import dev.signet.identity.credentials.ClientAuthentication.PresentedCredentials;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.limits.RateLimits;

/// Finds the client of a request to the OAuth endpoints, by the credentials in its `Authorization`
/// header or in its body.
public final class ClientGate {
  private final ClientAuthentication clients;

  ClientGate(ClientAuthentication clients) {
    this.clients = clients;
  }

  /// Authenticates the client, as [ClientAuthentication#require] says.
  ///
  /// @param parameters the request's body, already read
  /// @param calls the rate limit that this call counts towards, once the client is known
  /// @throws Refused `Malformed` when a parameter is given twice, `OAuth` with `invalid_client`, or
  ///   with `invalid_request` when a request uses two methods at once; `TooManyRequests` after too
  ///   many failures or calls
  public AuthenticatedClient require(
      Request request, Form parameters, RateLimits.RateCategory calls) {
    return clients.require(read(request, parameters), calls);
  }

  /// As [#require], and accepts a public client, which only names its client id. The request may
  /// then be anyone's who knows the id: what it presents has to prove that it is the client's.
  public AuthenticatedClient identify(
      Request request, Form parameters, RateLimits.RateCategory calls) {
    return clients.identify(read(request, parameters), calls);
  }

  private static ClientRequest read(Request request, Form parameters) {
    return new ClientRequest(
        request.authorization(), read(parameters), request.path(), request.context());
  }

  /// The refusal of a client whose assertion turned out to have been used before; counted and
  /// recorded like any other failure.
  public Refused recordReuse(AuthenticatedClient client, Request request) {
    return clients.recordReuse(client, request.context());
  }

  /// Whether a request attempts to authenticate its client.
  public static boolean isAttempt(Request request, Form parameters) {
    return request.authorization() instanceof Authorization.Basic || isAttempt(parameters);
  }

  /// Whether a body attempts to authenticate a client.
  ///
  /// @throws Refused `Malformed` when a parameter is given twice
  public static boolean isAttempt(Form parameters) {
    return read(parameters).isAttempt();
  }

  private static PresentedCredentials read(Form parameters) {
    return new PresentedCredentials(
        parameters.one("client_id"),
        parameters.one("client_secret"),
        parameters.one("client_assertion_type"),
        parameters.one("client_assertion"));
  }
}
