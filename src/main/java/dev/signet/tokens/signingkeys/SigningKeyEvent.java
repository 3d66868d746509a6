package dev.signet.tokens.signingkeys;

import dev.signet.base.jose.SigningAlg;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import dev.signet.tokens.signingkeys.WithdrawnKeyTokenCounter.RevokedTokens;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of signing keys.
sealed interface SigningKeyEvent extends Event {

  /// A key was withdrawn because it may have leaked. Recorded once its tokens are counted.
  ///
  /// @param withdrawnWith the next key that was withdrawn with it
  record Withdrawn(
      WithdrawnSigningKey key, Optional<String> withdrawnWith, RevokedTokens revokedTokens)
      implements SigningKeyEvent {
    @Override
    public EventType type() {
      return SigningKeyEvents.WITHDRAWN;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = Json.object().put("alg", key.alg().wire()).put("kid", key.kid());
      withdrawnWith.ifPresent(kid -> metadata.put("withdrawn_with_it", kid));
      metadata
          .put("current", key.current())
          .put("next", key.next())
          .put("reason", key.reason())
          .put("withdrawn_at", Json.time(key.withdrawnAt()))
          .put(EventField.REVOKED_TOKENS, revokedTokens.revoked());
      if (revokedTokens.descendants() > 0) {
        metadata.put(EventField.REVOKED_DESCENDANTS, revokedTokens.descendants());
      }
      return metadata;
    }
  }

  /// The next key has become the current one.
  ///
  /// @param forced whether the current key began to sign before all verifiers could have it
  record Rotated(SigningAlg alg, String retired, String current, String next, boolean forced)
      implements SigningKeyEvent {
    @Override
    public EventType type() {
      return SigningKeyEvents.ROTATED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("alg", alg.wire())
          .put("retired", retired)
          .put("current", current)
          .put("next", next)
          .put("forced", forced);
    }
  }
}
