package dev.signet.web.http;

/// Who may call a route. Every route declares one. A test token may only read, on every route: the
/// user who created it is not the agent.
public sealed interface Access {

  /// Every caller; `reason` says why that is safe.
  record Open(String reason) implements Access {}

  /// Every caller, without a rate limit: a health check must not share a limit with other clients
  /// behind the same address. The route has to be cheap; `reason` says why it is open.
  record Probe(String reason) implements Access {}

  /// An operator key with the scope, or an agent's token with the scope within its own
  /// organization.
  record Management(String scope) implements Access {}

  /// As [Management], with one of two scopes.
  record ManagementWithEither(String scope, String other) implements Access {}

  /// An operator key with the scope; never an agent.
  sealed interface ForOperators extends Access {
    String scope();
  }

  /// An operator, for the data of the organizations that the operator manages: one, or all.
  record OperatorOnly(String scope) implements ForOperators {}

  /// An operator of the whole server, for what no single organization owns.
  record ServerOperator(String scope) implements ForOperators {}

  /// An agent, for its own data.
  record Self() implements Access {}

  /// An agent, active or suspended, for its own data. A suspended agent authenticates with its API
  /// key.
  record SelfOrSuspended() implements Access {}

  /// An agent with its API key. The endpoint checks the key itself, in its own order.
  record ApiKey() implements Access {}

  /// Depends on a setting. If a request carries a bearer token, the token must be valid.
  record BySetting(String setting) implements Access {}

  /// An OAuth client, which the endpoint authenticates as the protocol says.
  record Client() implements Access {}

  /// An OAuth client, or a bearer token. An operator key needs the scope. An agent needs the scope
  /// for all tokens but its own, which the endpoint checks once it has parsed the token in
  /// question.
  record ClientOrBearer(String scope) implements Access {}

  /// A user who is signed in to the console. Bearer tokens do not open these routes, and sessions
  /// do not open others.
  sealed interface Page extends Access {}

  /// A user of the whole server with the scope.
  record SignedIn(String scope) implements Page {}

  /// A user of the whole server with the scope who has recently reauthenticated: for actions that
  /// cannot be undone.
  record Reauthenticated(String scope) implements Page {}

  /// A user with the scope, for the data of the organizations that the user may see: one, or all.
  record SignedInMember(String scope) implements Page {}

  /// As [SignedInMember], who has recently reauthenticated.
  record ReauthenticatedMember(String scope) implements Page {}

  /// Every signed-in user, for their own data.
  record OwnSession() implements Page {}

  /// Every signed-in user who has recently reauthenticated, for their own data.
  record OwnSessionReauthenticated() implements Page {}
}
