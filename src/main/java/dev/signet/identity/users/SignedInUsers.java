package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /// The organizations that a user belongs to, in any role. Users with a role on the whole server
  /// belong to the default organization. A removed user belongs to none.
  public Set<OrganizationId> organizationsOf(UserId id) {
    return db.read(handle -> {
      var user = store.find(handle, id).filter(found -> found.removedAt().isEmpty());
      if (user.isEmpty()) {
        return Set.of();
      }
      var organizations = new HashSet<OrganizationId>();
      memberships
          .of(handle, id)
          .forEach(membership -> organizations.add(membership.organization()));
      if (user.get().role() != Role.MEMBER) {
        organizations.add(OrganizationId.DEFAULT);
      }
      return organizations;
    });
  }
}
