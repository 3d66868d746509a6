package dev.signet.web.http;

import dev.signet.base.callers.Caller;
import java.util.Optional;

/// Tells who a bearer is. `http` asks; the rooms that know bearers answer, each for its own kind.
public interface Gate {

  /// Who presents this token. Empty when it is not of a kind this gate knows.
  ///
  /// @param request that it came with: a token may be tied to what else stands there
  /// @throws Refused `Unauthenticated` when it is of its kind and no good
  Optional<Caller> authenticate(Authorization.Token presented, Request request);

  /// Asks one gate after the other.
  static Gate firstOf(Gate first, Gate second) {
    return (presented, request) ->
        first.authenticate(presented, request).or(() -> second.authenticate(presented, request));
  }
}
