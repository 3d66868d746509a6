package dev.signet.identity.operatorkeys;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.base.secrets.Secret;
import dev.signet.web.http.Gate;
import dev.signet.web.http.Request;
import java.util.Optional;

/// Authenticates operators by their keys.
final class OperatorKeyGate implements Gate {
  private final OperatorKeys keys;

  OperatorKeyGate(OperatorKeys keys) {
    this.keys = keys;
  }

  @Override
  public Optional<Caller> authenticate(Authorization.Token presented, Request request) {
    if (presented.scheme() != Authorization.Scheme.BEARER
        || !OperatorKeys.isWellFormed(presented.value())) {
      return Optional.empty();
    }
    return Optional.of(keys.authenticate(Secret.of(presented.value()), request.context()).caller());
  }
}
