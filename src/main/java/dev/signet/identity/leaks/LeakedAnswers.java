package dev.signet.identity.leaks;

import dev.signet.base.secrets.Secret;
import dev.signet.web.idempotency.Once;
import java.util.Optional;

/// Gives no answer any more to a secret that was reported as leaked: whoever has the secret may
/// have the rest of the request as well. Whose secret it is other rooms know.
public final class LeakedAnswers implements SecretKeeper {
  private final Once once;

  public LeakedAnswers(Once once) {
    this.once = once;
  }

  @Override
  public Optional<LeakReported> reported(Secret secret, LeakReport report) {
    once.forget(secret);
    return Optional.empty();
  }
}
