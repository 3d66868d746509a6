package dev.signet.identity.leaks;

import dev.signet.base.secrets.Secret;
import java.util.Optional;

/// Handles leaked secrets of one room: it recognises that room's secrets and disables them.
/// Declared by `leaks`, implemented by other rooms, and passed in by `app`.
public interface LeakHandler {

  /// Disables this secret if this room has ever issued it, and records the returned event in the
  /// same transaction. When this returns, the secret is rejected on every node, or the returned
  /// event says why not. Secrets that were already disabled are not recorded here: [Leaks] records
  /// them, once for each secret. Of several concurrent reports of a secret, one disables it; the
  /// others find it disabled.
  ///
  /// Every handler is asked about every string that anyone sends, so a secret is first looked up by
  /// its hash, outside of a transaction and at the same cost whether or not it is found.
  ///
  /// @return empty when this room has never issued it
  Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report);
}
