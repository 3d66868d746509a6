package dev.signet.base.callers;

import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import java.util.Optional;

/// Who is calling, once it is known.
public sealed interface Caller {

  /// What names the caller in audit events and rate limits.
  String id();

  Scopes scopes();

  /// Sees that the caller holds all of these.
  ///
  /// @throws Refused `Forbidden` naming the first that it lacks
  default void requireScopes(Scopes needed) {
    needed
        .firstNotAllowedBy(scopes())
        .ifPresent(scope -> {
          throw Refused.insufficientScope(scope);
        });
  }

  /// One of the people who run the server, by an operator key.
  record Operator(String id, Scopes scopes) implements Caller {
    /// Whoever calls without a credential in dev posture.
    public static final Operator ANONYMOUS = new Operator("anonymous", Scopes.of(Scopes.ALL));
  }

  /// What an agent was recognised by.
  sealed interface Bearer {
    /// An access token.
    ///
    /// @param id its `jti`
    /// @param credential the id of the credential that it was issued for; empty for a test token
    ///   and for one from a refresh token
    /// @param testMaker the id of the user or operator key that made it to try the agent out; empty
    ///   when the agent got it by itself
    record AccessToken(String id, Optional<String> credential, Optional<String> testMaker)
        implements Bearer {}

    /// An API key.
    record ApiKey(String id) implements Bearer {}
  }

  /// An agent, by an access token or by its API key.
  ///
  /// @param selfService what its bearers open of its self-service
  record Agent(String id, String organizationId, Scopes scopes, Bearer by, SelfService selfService)
      implements Caller {
    /// Whether it is recognised by a token that a user made to try the agent out.
    public boolean isTest() {
      return by instanceof Bearer.AccessToken(_, _, var testMaker) && testMaker.isPresent();
    }
  }

  /// An agent that is suspended, by its API key: it may see itself, and turn itself on again if it
  /// was the one who turned it off.
  ///
  /// @param selfService as of [Agent]
  record SuspendedAgent(String id, String organizationId, Bearer.ApiKey by, SelfService selfService)
      implements Caller {
    @Override
    public Scopes scopes() {
      return Scopes.NONE;
    }
  }

  /// An OAuth client that authenticated itself at the endpoint it called.
  record Client(String id, String organizationId) implements Caller {
    @Override
    public Scopes scopes() {
      return Scopes.NONE;
    }
  }

  /// A job of the server's own.
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
