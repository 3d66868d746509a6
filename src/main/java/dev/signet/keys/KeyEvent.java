package dev.signet.keys;

import dev.signet.audit.Event;
import dev.signet.http.Json;
import dev.signet.jose.SigningAlg;
import tools.jackson.databind.node.ObjectNode;

/// What can happen to signing keys.
sealed interface KeyEvent extends Event {

  record Rotated(SigningAlg alg, String retired, String current, String next) implements KeyEvent {
    @Override
    public String action() {
      return "operator.signing_key_rotated";
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("alg", alg.wire())
          .put("retired", retired)
          .put("current", current)
          .put("next", next);
    }
  }
}
