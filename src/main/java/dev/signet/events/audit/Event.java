package dev.signet.events.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Something that happened. Each room says in records of its own what can happen there.
public interface Event {

  /// Its name, as the wire spells it: `agent.suspended`.
  String action();

  default Outcome outcome() {
    return Outcome.SUCCESS;
  }

  /// The agent it is about, if it is about one.
  default Optional<String> agentId() {
    return Optional.empty();
  }

  /// The organization whose members may read of it, if any.
  default Optional<String> organizationId() {
    return Optional.empty();
  }

  /// What names the credential that was used, without being of use to anybody: its id.
  default Optional<String> credentialFingerprint() {
    return Optional.empty();
  }

  /// The rest, never with a secret in it.
  ObjectNode metadata();

  /// The token that this event is the record of, if it is.
  default Optional<IssuedToken> token() {
    return Optional.empty();
  }

  enum Outcome {
    SUCCESS,
    FAILURE
  }

  /// What an issuing event remembers of its token. The token's id is the event's.
  ///
  /// @param generation the agent's generation that it was issued under
  /// @param family the refresh family that it belongs to, if any
  /// @param binding the key that it is bound to, if it is
  record IssuedToken(
      Instant expiresAt, long generation, Optional<String> family, Optional<TokenBinding> binding) {

    /// The longest that a token may live. Whoever looks for living ones looks no further back.
    public static final Duration MAX_LIFETIME = Duration.ofDays(1);

    /// Whether it would live longer than any token may that is made now.
    boolean outlives(Instant now) {
      return expiresAt.isAfter(now.plus(MAX_LIFETIME));
    }
  }
}
