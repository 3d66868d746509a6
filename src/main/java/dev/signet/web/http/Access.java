package dev.signet.web.http;

/// Who may call a route. Every route names one. A test token only reads, whichever route it is: the
/// user who made it is not the agent.
public sealed interface Access {

  /// Anybody; `why` says why that is right.
  record Open(String reason) implements Access {}

  /// Every caller, and as often as they like: a health check must not share a limit with strangers
  /// behind the same address. The route has to be cheap; `why` says why it is open.
  record Probe(String reason) implements Access {}

  /// An operator key with the scope, or an agent's token with the scope within its own
  /// organization.
  record Management(String scope) implements Access {}

  /// An operator key with the scope; never an agent.
  record OperatorOnly(String scope) implements Access {}

  /// An agent, for what is its own.
  record Self() implements Access {}

  /// As [Self], while the agent is suspended as well: then its API key says who it is.
  record SelfOrSuspended() implements Access {}

  /// An agent by its API key: the endpoint looks at it itself, in an order of its own.
  record ApiKey() implements Access {}

  /// Whomever a setting lets in; whoever shows a bearer shows a good one.
  record BySetting(String setting) implements Access {}

  /// An OAuth client: the endpoint authenticates it as the protocol says.
  record Client() implements Access {}

  /// An OAuth client as above, or a bearer. An operator key needs the scope; an agent needs it for
  /// all but its own tokens, which the endpoint checks once it has read whose token is meant.
  record ClientOrBearer(String scope) implements Access {}

  /// Somebody who is signed in to the console. No bearer opens these, and no session opens others.
  sealed interface Page extends Access {}

  /// With the scope.
  record SignedIn(String scope) implements Page {}

  /// With the scope, by somebody who has just proved again who he is: what cannot be undone asks
  /// for it.
  record Reauthenticated(String scope) implements Page {}

  /// Whoever is signed in, for what is his own.
  record OwnSession() implements Page {}

  /// As [OwnSession], by somebody who has just proved again who he is.
  record OwnSessionReauthenticated() implements Page {}
}
