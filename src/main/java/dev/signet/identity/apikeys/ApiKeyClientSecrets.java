package dev.signet.identity.apikeys;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.credentials.ClientSecretSource;
import java.util.Optional;

/// Accepts an agent's API key as its client secret at the OAuth endpoints.
public final class ApiKeyClientSecrets implements ClientSecretSource {
  private final ApiKeys keys;

  public ApiKeyClientSecrets(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public Optional<FoundSecret> find(Secret presented) {
    return keys.find(presented.reveal())
        .map(key -> new FoundSecret(key.agent(), key.id().value(), state(key)));
  }

  private static State state(ApiKey key) {
    return switch (key.state()) {
      case ApiKey.State.Active() -> State.ACTIVE;
      case ApiKey.State.Prepared() -> State.PREPARED;
      case ApiKey.State.Ended(_, var how) -> how.isRotation() ? State.ROTATED_AWAY : State.REVOKED;
    };
  }

  @Override
  public boolean recordUse(FoundSecret key, RequestContext from) {
    var id = new ApiKeyId(key.id());
    return switch (key.state()) {
      case ACTIVE -> {
        keys.recordActiveUse(id);
        yield true;
      }
      case PREPARED -> keys.activate(key.agent(), id, from);
      case ROTATED_AWAY, REVOKED -> false;
    };
  }
}
