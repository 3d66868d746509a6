package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import java.util.Optional;

/// The access token with which an agent acted.
///
/// @param id its `jti`
/// @param testMaker the id of the user or operator key that created it as a test token; empty when
///   the agent requested it
record ActingToken(String id, Optional<String> testMaker) {

  static Optional<ActingToken> of(Caller caller) {
    return caller instanceof Caller.Agent agent
            && agent.by() instanceof Caller.Bearer.AccessToken(var id, _, var testMaker)
        ? Optional.of(new ActingToken(id, testMaker))
        : Optional.empty();
  }
}
