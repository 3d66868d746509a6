package dev.signet.authorization.requests;

import dev.signet.authorization.resources.ResourceId;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.users.UserId;
import java.time.Instant;

/// What a page asks a user to decide: it is sent back, sealed, with the user's answer.
///
/// @param session whose page it is
/// @param scopes that the page shows
/// @param hasHighRisk whether the page asks for a fresh authentication
public record Decision(
    AuthorizationParameters parameters,
    UserId user,
    String session,
    ResourceId resource,
    Scopes scopes,
    boolean hasHighRisk,
    Instant shownAt) {

  @Override
  public String toString() {
    return "Decision of " + user;
  }
}
