package dev.signet.web.http;

import java.util.Optional;

/// Gives a lost answer again to one who is let in no more, as the lost answer had his next secret
/// in it. `http` asks before it asks who is calling; the room that keeps answers knows.
@FunctionalInterface
public interface IdempotentReplay {

  /// The very answer that this request had earned with the secret it shows. Empty for all others.
  Optional<Response> find(Request request);
}
