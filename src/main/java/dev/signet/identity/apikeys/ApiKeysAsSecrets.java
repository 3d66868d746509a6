package dev.signet.identity.apikeys;

import dev.signet.base.callers.Origin;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.credentials.ClientKeys;
import java.util.Optional;

/// At the OAuth endpoints an API key is its agent's client secret.
public final class ApiKeysAsSecrets implements ClientKeys {
  private final ApiKeys keys;

  public ApiKeysAsSecrets(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public Optional<Key> find(Secret presented) {
    return keys.find(presented.reveal())
        .map(key -> new Key(key.agent(), key.id().value(), state(key)));
  }

  private static State state(ApiKey key) {
    return switch (key.state()) {
      case ApiKey.State.Active() -> State.LIVE;
      case ApiKey.State.Prepared() -> State.PREPARED;
      case ApiKey.State.Ended(_, var how) -> how.isRotation() ? State.ROTATED_AWAY : State.REVOKED;
    };
  }

  @Override
  public boolean used(Key key, Origin from) {
    var id = new ApiKeyId(key.id());
    return switch (key.state()) {
      case LIVE -> {
        keys.used(id);
        yield true;
      }
      case PREPARED -> keys.activate(key.agent(), id, from);
      case ROTATED_AWAY, REVOKED -> false;
    };
  }
}
