package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The users who are signed in in browsers, for pages that also answer without a user, and the
/// organizations that users belong to.
public final class SignedInUsers {
  private final Db db;
  private final Sessions sessions;
  private final Users users;

  SignedInUsers(Db db, Sessions sessions, Users users) {
    this.db = db;
    this.sessions = sessions;
    this.users = users;
  }

  /// The signed-in user of a request, whose session this extends; empty when none is signed in, or
  /// an operator key is.
  ///
  /// @param cookies the request's `Cookie` headers
  public Optional<SignedInUser> find(List<String> cookies) {
    return sessions.findUser(cookies);
  }

  /// See [Users#organizationsOf].
  public Set<OrganizationId> organizationsOf(UserId id) {
    return db.read(handle -> users.organizationsOf(handle, id));
  }
}
