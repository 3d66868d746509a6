package dev.signet.events.audit;

import dev.signet.events.catalog.EventType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// An event for the audit log. Each room declares its events as records.
public interface Event {

  /// What kind of event it is. Its metadata has the fields that the type declares.
  EventType type();

  /// Its action, as the wire spells it: `agent.created`.
  default String action() {
    return type().action();
  }

  default Outcome outcome() {
    return Outcome.SUCCESS;
  }

  /// The agent that the event is about, if any.
  default Optional<String> agentId() {
    return Optional.empty();
  }

  /// The organization whose members may see the event, if any.
  default Optional<String> organizationId() {
    return Optional.empty();
  }

  /// Identifies the credential that was used, without revealing it: its id.
  default Optional<String> credentialFingerprint() {
    return Optional.empty();
  }

  /// Further details, never with a secret.
  ObjectNode metadata();

  /// The token, if this event is the issuance of one.
  default Optional<IssuedToken> token() {
    return Optional.empty();
  }

  enum Outcome {
    SUCCESS,
    FAILURE
  }

  /// The details of an issued token. The token's id is the event's.
  ///
  /// @param generation the agent's generation under which it was issued
  /// @param family the refresh family that it belongs to, if any
  /// @param binding the key that it is bound to, if any
  /// @param origin what it was exchanged from; empty if it was not
  record IssuedToken(
      Instant expiresAt,
      long generation,
      Optional<String> family,
      Optional<TokenBinding> binding,
      Optional<TokenOrigin> origin) {

    /// A token that was not exchanged.
    public IssuedToken(
        Instant expiresAt,
        long generation,
        Optional<String> family,
        Optional<TokenBinding> binding) {
      this(expiresAt, generation, family, binding, Optional.empty());
    }

    /// The maximum lifetime of a token. Searches for unexpired tokens look no further back.
    public static final Duration MAX_LIFETIME = Duration.ofDays(1);

    /// Whether it expires later than any token that is issued now may.
    boolean outlives(Instant now) {
      return expiresAt.isAfter(now.plus(MAX_LIFETIME));
    }
  }
}
