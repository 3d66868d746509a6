package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import java.util.Optional;

/// What ends with a user's access. Declared here; the rooms above that know users implement it.
public interface AccessEndListener {

  /// For a server on which nothing else depends on users.
  AccessEndListener NONE =
      new AccessEndListener() {
        @Override
        public void onEnd(Tx tx, UserId user, Optional<OrganizationId> organization) {}

        @Override
        public void afterEnd(UserId user, RequestContext by) {}
      };

  /// A user's access ends in this transaction.
  ///
  /// @param organization the one that the user leaves; empty when the user is removed
  void onEnd(Tx tx, UserId user, Optional<OrganizationId> organization);

  /// The transaction has committed; the caller has not been answered yet.
  void afterEnd(UserId user, RequestContext by);
}
