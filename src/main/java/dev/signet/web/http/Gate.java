package dev.signet.web.http;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import java.util.Optional;

/// Finds the caller of a bearer token. Declared here; the rooms that know a kind of token implement
/// it, each for its own kind.
public interface Gate {

  /// The caller who presents this token; empty when it is not of a kind that this gate knows.
  ///
  /// @param request the request with the token, which may be bound to other headers of the request
  /// @throws Refused `Unauthenticated` when the token is of this gate's kind but not valid
  Optional<Caller> authenticate(Authorization.Token presented, Request request);

  /// Asks the second gate when the first does not know the kind.
  static Gate firstOf(Gate first, Gate second) {
    return (presented, request) ->
        first.authenticate(presented, request).or(() -> second.authenticate(presented, request));
  }
}
