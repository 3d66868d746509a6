package dev.signet.validity.revocations;

import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// The event of a revocation, with the number of the tokens that ended with the revoked ones
/// because they had been exchanged from them.
///
/// @param descendants empty when they were too many to count
/// @param isExact whether the number of revoked tokens is
record RevocationEvent(Event revocation, OptionalLong descendants, boolean isExact)
    implements Event {
  @Override
  public EventType type() {
    return revocation.type();
  }

  @Override
  public Outcome outcome() {
    return revocation.outcome();
  }

  @Override
  public Optional<String> agentId() {
    return revocation.agentId();
  }

  @Override
  public Optional<String> organizationId() {
    return revocation.organizationId();
  }

  @Override
  public Optional<String> credentialFingerprint() {
    return revocation.credentialFingerprint();
  }

  /// The number of descendants is added only if it is not 0.
  @Override
  public ObjectNode metadata() {
    var metadata = revocation.metadata();
    if (descendants.isEmpty()) {
      metadata.put(EventField.DESCENDANTS_COUNTED, false);
    } else if (descendants.getAsLong() > 0) {
      metadata.put(EventField.REVOKED_DESCENDANTS, descendants.getAsLong());
    }
    if (!isExact) {
      metadata.put(EventField.EXACT, false);
    }
    return metadata;
  }

  @Override
  public Optional<IssuedToken> token() {
    return revocation.token();
  }
}
