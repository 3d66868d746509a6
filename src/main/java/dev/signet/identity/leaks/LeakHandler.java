package dev.signet.identity.leaks;

import dev.signet.base.secrets.Secret;
import java.util.Optional;

/// A room that keeps secrets, as far as leaks go: each knows its own, and ends its own. `leaks`
/// declares it, the rooms implement it, `app` hands them over.
public interface LeakHandler {

  /// Ends what this secret opens, if this room has ever known it, and records what is returned in
  /// the same transaction. When this returns the secret is dead on every node, or what was returned
  /// says why not. What had ended before is not recorded here: [Leaks] does it, once for each
  /// secret. Of several who report one secret at once, one ends it; the others find it dead.
  ///
  /// Every keeper is asked about everything that anybody sends, so a secret is first looked up by
  /// its hash, outside of a transaction and at one cost whether it is there or not.
  ///
  /// @return empty when this room has never known it
  Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report);
}
