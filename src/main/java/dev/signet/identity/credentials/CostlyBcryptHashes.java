package dev.signet.identity.credentials;

import dev.signet.base.db.Db;
import java.util.List;
import java.util.Optional;

/// Finds credentials that can no longer be used: bcrypt hashes of cost 13 or 14, which earlier
/// versions imported. Used at startup and by `signet doctor`.
public final class CostlyBcryptHashes {
  private static final int MAX_AGENTS_NAMED = 10;

  private CostlyBcryptHashes() {}

  /// A sentence that describes the problem; empty when there are no such hashes.
  public static Optional<String> warning(Db db) {
    var agents =
        db.read(
            handle -> new CredentialStore().agentsWithCostlyHashes(handle, MAX_AGENTS_NAMED + 1));
    return agents.isEmpty() ? Optional.empty() : Optional.of(sentence(agents));
  }

  private static String sentence(List<String> agents) {
    var named = String.join(", ", agents.subList(0, Math.min(MAX_AGENTS_NAMED, agents.size())));
    return "Imported bcrypt hashes of cost 13 or 14 are not checked, so their secrets are refused:"
        + " generate a new credential for each of these agents: "
        + named
        + (agents.size() > MAX_AGENTS_NAMED ? " and more" : "");
  }
}
