package dev.signet.identity.users;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.GrantRule;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import java.util.Optional;

/// The rights that callers have in a transaction: a user may have been removed, or given another
/// role, while the request waited.
final class CurrentRights {
  private static final Scopes REQUIRED_SCOPES = Scopes.of("operators:write");

  private final UserStore users = new UserStore();
  private final MembershipStore memberships;

  CurrentRights(Dialect dialect) {
    this.memberships = new MembershipStore(dialect);
  }

  /// The user who calls; empty for an operator key. To be locked before [#requireHeld], so that the
  /// user's rights stay until the transaction ends.
  static Optional<UserId> userOf(Caller caller) {
    return UserId.parse(caller.id());
  }

  /// Requires that the caller may administer users, and has all rights of a role.
  ///
  /// @throws Refused `InsufficientScope` naming a scope that the caller lacks
  void requireHeld(Tx tx, Role role, Caller caller) {
    var held = of(tx, caller);
    GrantRule.requireHeld(REQUIRED_SCOPES, held);
    GrantRule.requireHeld(role.scopes(), held);
  }

  private Scopes of(Tx tx, Caller caller) {
    return userOf(caller)
        .flatMap(id -> users.find(tx.handle(), id))
        .map(user -> user.removedAt().isPresent() ? Scopes.NONE : ofUser(tx, user, caller))
        .orElse(caller.scopes());
  }

  /// The user's rights where their session is: in an organization, or on the whole server.
  private Scopes ofUser(Tx tx, User user, Caller caller) {
    if (!(caller instanceof Caller.Operator operator) || operator.isOfWholeServer()) {
      return user.role().scopes();
    }
    return operator
        .organization()
        .flatMap(id -> memberships.find(tx.handle(), id, user.id()))
        .map(membership -> membership.role().scopes())
        .orElse(Scopes.NONE);
  }
}
