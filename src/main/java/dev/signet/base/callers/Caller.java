package dev.signet.base.callers;

import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import java.util.Optional;

/// The authenticated caller of a request.
public sealed interface Caller {

  /// Identifies the caller in audit events and rate limits.
  String id();

  Scopes scopes();

  /// Requires that the caller holds all of these scopes.
  ///
  /// @throws Refused `InsufficientScope` naming the first scope that it lacks
  default void requireScopes(Scopes needed) {
    GrantRule.requireHeld(needed, scopes());
  }

  /// An operator, authenticated by an operator key.
  ///
  /// @param organization the one that the operator manages; empty for an operator of the whole
  ///   server
  record Operator(String id, Scopes scopes, Optional<OrganizationId> organization)
      implements Caller {
    /// A request without a credential in dev posture.
    public static final Operator ANONYMOUS = new Operator("anonymous", Scopes.of(Scopes.ALL));

    /// An operator of the whole server.
    public Operator(String id, Scopes scopes) {
      this(id, scopes, Optional.empty());
    }

    public boolean isOfWholeServer() {
      return organization.isEmpty();
    }
  }

  /// How an agent was authenticated.
  sealed interface Bearer {
    /// An access token.
    ///
    /// @param id its `jti`
    /// @param credential the id of the credential that it was issued for; empty for a test token
    ///   and for one from a refresh token
    /// @param testMaker the id of the user or operator key that created it to test the agent; empty
    ///   when the agent requested it
    record AccessToken(String id, Optional<String> credential, Optional<String> testMaker)
        implements Bearer {}

    /// An API key.
    record ApiKey(String id) implements Bearer {}
  }

  /// An agent, by an access token or by its API key.
  ///
  /// @param selfService what the agent may do to itself with its tokens and API key
  record Agent(String id, String organizationId, Scopes scopes, Bearer by, SelfService selfService)
      implements Caller {
    /// Whether it authenticated with a test token that a user created.
    public boolean isTest() {
      return by instanceof Bearer.AccessToken(_, _, var testMaker) && testMaker.isPresent();
    }
  }

  /// A suspended agent, by its API key: it may read itself, and reactivate itself if it suspended
  /// itself.
  ///
  /// @param selfService as of [Agent]
  record SuspendedAgent(String id, String organizationId, Bearer.ApiKey by, SelfService selfService)
      implements Caller {
    @Override
    public Scopes scopes() {
      return Scopes.NONE;
    }
  }

  /// An OAuth client that authenticated at the endpoint it called.
  record Client(String id, String organizationId) implements Caller {
    @Override
    public Scopes scopes() {
      return Scopes.NONE;
    }
  }

  /// A background job of the server.
  record Job(String id) implements Caller {
    @Override
    public Scopes scopes() {
      return Scopes.of(Scopes.ALL);
    }
  }

  record Unauthenticated() implements Caller {
    @Override
    public String id() {
      return "";
    }

    @Override
    public Scopes scopes() {
      return Scopes.NONE;
    }
  }
}
