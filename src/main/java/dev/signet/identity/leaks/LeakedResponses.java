package dev.signet.identity.leaks;

import dev.signet.base.secrets.Secret;
import dev.signet.web.idempotency.IdempotentRequests;
import java.util.Optional;

/// Stops replaying stored responses for a secret that was reported as leaked: a holder of the
/// secret may also have the rest of the request. The owner of the secret is for other rooms to
/// find.
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
