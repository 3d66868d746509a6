package dev.signet.identity.leaks;

import dev.signet.base.secrets.Secret;
import dev.signet.web.idempotency.IdempotentRequests;
import java.util.Optional;

/// Gives no answer any more to a secret that was reported as leaked: whoever has the secret may
/// have the rest of the request as well. Whose secret it is other rooms know.
public final class LeakedResponses implements LeakHandler {
  private final IdempotentRequests requests;

  public LeakedResponses(IdempotentRequests once) {
    this.requests = once;
  }

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    requests.deleteReplaced(secret);
    return Optional.empty();
  }
}
