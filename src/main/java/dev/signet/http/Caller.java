package dev.signet.http;

import dev.signet.oauth.Scopes;

/// Who is calling, once it is known.
public sealed interface Caller {

  /// What names the caller in audit events and rate limits.
  String id();

  Scopes scopes();

  /// One of the people who run the server, by an operator key.
  record Operator(String id, Scopes scopes) implements Caller {
    /// Whoever calls without a credential in dev posture.
    public static final Operator ANONYMOUS = new Operator("anonymous", Scopes.of(Scopes.ALL));
  }

  /// An agent, by an access token of its own or by its API key.
  ///
  /// @param tokenId of the token, or of the key
  /// @param isTest whether somebody else made the token, to try the agent out
  record Agent(String id, String organizationId, Scopes scopes, String tokenId, boolean isTest)
      implements Caller {
    /// An agent that came by what is its own.
    public Agent(String id, String organizationId, Scopes scopes, String tokenId) {
      this(id, organizationId, scopes, tokenId, false);
    }
  }

  /// An agent that is suspended, by its API key: it may see itself, and turn itself on again if it
  /// was the one who turned it off.
  record SuspendedAgent(String id, String organizationId) implements Caller {
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

  record Nobody() implements Caller {
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
