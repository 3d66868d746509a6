package dev.signet.console.pages;

import dev.signet.authorization.requests.AuthorizingUser;
import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.users.SignedInUsers;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.Request;
import java.util.Optional;

/// Finds the user who is signed in, on pages that also work without one.
final class AuthorizingUsers {
  static final String NOT_A_USER =
      "You are signed in with an operator key, which is not a user: only a user can allow a client"
          + " to act for them";

  private final BrowserSupport.SessionAuthenticator sessions;
  private final SignedInUsers users;

  AuthorizingUsers(BrowserSupport.SessionAuthenticator sessions, SignedInUsers users) {
    this.sessions = sessions;
    this.users = users;
  }

  /// The session of the request, if there is one.
  Optional<ConsoleSession> session(Request request) {
    try {
      return Optional.of(sessions.authenticate(request));
    } catch (Refused _) {
      return Optional.empty();
    }
  }

  /// The signed-in user; empty when there is none, or an operator key is signed in.
  Optional<AuthorizingUser> find(Request request) {
    return session(request)
        .flatMap(session ->
            users
                .find(request.headers("cookie"))
                .map(user ->
                    new AuthorizingUser(
                        user.id(),
                        user.name(),
                        users.organizationsOf(user.id()),
                        session.id(),
                        user.authenticatedAt(),
                        session.isRecentlyAuthenticated())));
  }
}
