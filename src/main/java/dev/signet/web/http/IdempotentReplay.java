package dev.signet.web.http;

import java.util.Optional;

/// Returns a stored response to a caller whose credential is no longer valid, because the lost
/// response contained its replacement. Called before authentication; the room that stores the
/// responses implements it.
@FunctionalInterface
public interface IdempotentReplay {

  /// The response that this request received earlier, with the same secret. Empty for all others.
  Optional<Response> find(Request request);
}
