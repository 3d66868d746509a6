package dev.signet.base.callers;

import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import java.util.Optional;

/// The one rule of privilege: only what is held may be granted, handed out or taken over. It
/// applies to registering and changing agents, to secrets, operator keys, roles, sessions and
/// stored responses.
public final class GrantRule {
  private GrantRule() {}

  /// Whether a holder of `held` may grant these scopes.
  public static boolean mayGrant(Scopes granted, Scopes held) {
    return firstMissing(granted, held).isEmpty();
  }

  /// Requires that a holder of `held` may grant these scopes.
  ///
  /// @throws Refused `InsufficientScope` naming the first scope that is not held
  public static void requireHeld(Scopes granted, Scopes held) {
    firstMissing(granted, held)
        .ifPresent(scope -> {
          throw Refused.insufficientScope(scope);
        });
  }

  private static Optional<String> firstMissing(Scopes granted, Scopes held) {
    return granted.values().stream().filter(scope -> !held.allows(scope)).findFirst();
  }
}
