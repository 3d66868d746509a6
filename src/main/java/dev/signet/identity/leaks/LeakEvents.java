package dev.signet.identity.leaks;

import static dev.signet.events.catalog.EventField.revokedTokens;
import static dev.signet.events.catalog.EventField.text;

import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of leak reports.
public final class LeakEvents {
  public static final EventType REPORTED =
      EventType.sentToOrganization(
              "leak.reported",
              "a secret of this server was reported as leaked; `done` has the result"
                  + " ([leaks](leaks.md))")
          .fields(
              text("kind", "client_secret"),
              text("done", "revoked"),
              text("source", "scanner").optional(),
              text("url", "https://example.com/leak").optional(),
              revokedTokens(1).optional())
          .countsDescendants()
          .text(words ->
              "A secret was reported as leaked: "
                  + words.spaced("kind")
                  + ", "
                  + words.spaced("done")
                  + (words.revokedTokens() == 0
                      ? ""
                      : ", and "
                          + words.revokedTokens("token")
                          + (words.revokedTokens() == 1 ? " was revoked" : " were revoked"))
                  + words.descendantsClause()
                  + ".");

  /// All of them.
  public static final List<EventType> ALL = List.of(REPORTED);

  private LeakEvents() {}
}
