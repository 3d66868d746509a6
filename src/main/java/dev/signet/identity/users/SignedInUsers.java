package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import java.util.List;
import java.util.Optional;

/// The users who are signed in in browsers, for pages that also answer without a user, and the
/// organizations that users belong to.
public final class SignedInUsers {
  private final Db db;
  private final Sessions sessions;
  private final UserStore store;
  private final MembershipStore memberships;

  SignedInUsers(Db db, Sessions sessions, Users users) {
    this.db = db;
    this.sessions = sessions;
    this.store = users.store();
    this.memberships = new MembershipStore(db.dialect());
  }

  /// The signed-in user of a request, whose session this extends; empty when none is signed in, or
  /// an operator key is.
  ///
  /// @param cookies the request's `Cookie` headers
  public Optional<SignedInUser> find(List<String> cookies) {
    return sessions.findUser(cookies);
  }

  /// Whether a user belongs to an organization, in any role. Users with a role on the whole server
  /// belong to the default organization. A removed user belongs to none.
  public boolean isMemberOf(UserId id, OrganizationId organization) {
    return db.read(handle ->
        store
            .find(handle, id)
            .filter(user -> user.removedAt().isEmpty())
            .filter(user ->
                (organization.isDefault() && user.role() != Role.MEMBER)
                    || memberships.find(handle, organization, id).isPresent())
            .isPresent());
  }
}
