package dev.signet.identity.users;

import dev.signet.base.callers.ConsoleSession;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.Request;

/// Finds the console session of a request by its cookie.
final class SessionGate implements BrowserSupport.SessionAuthenticator {
  private final Sessions sessions;

  SessionGate(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public ConsoleSession authenticate(Request request) {
    return sessions.authenticate(
        request.headers("cookie"), !request.path().startsWith(Sessions.LIVE_UPDATE_PATH));
  }
}
