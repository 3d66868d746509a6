package dev.signet.tokens.signingkeys;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.revokedDescendants;
import static dev.signet.events.catalog.EventField.revokedTokens;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.time;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of signing keys.
public final class SigningKeyEvents {
  public static final EventType WITHDRAWN =
      EventType.sentToOperators(
              "operator.signing_key_withdrawn",
              "a key that may have leaked was withdrawn; `revoked_token_count` is exact,"
                  + " `withdrawn_with_it` is the next key")
          .fields(
              text("alg", "ES256"),
              text("kid", "k1"),
              text("withdrawn_with_it", "k2").optional(),
              text("current", "k3"),
              text("next", "k4"),
              text("reason", "disk image published"),
              time("withdrawn_at"),
              revokedTokens(17),
              revokedDescendants(3))
          .text(words ->
              words.actorSentence(
                  "withdrew a signing key, which revoked "
                      + words.revokedTokens("token")
                      + words.descendantsClause()
                      + "."));

  public static final EventType ROTATED =
      EventType.sentToOperators(
              "operator.signing_key_rotated",
              "another key signs from now on; `forced` says whether verifiers may not have fetched"
                  + " it yet")
          .fields(
              text("alg", "ES256"),
              text("retired", "k1"),
              text("current", "k2"),
              text("next", "k3"),
              flag("forced", false))
          .text(words -> words.text("alg") + " tokens are signed with another key from now on.");

  /// All of them.
  public static final List<EventType> ALL = List.of(WITHDRAWN, ROTATED);

  private SigningKeyEvents() {}
}
