package dev.signet.tokens.issuing;

import static dev.signet.events.catalog.EventField.flag;
import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.revokedTokens;
import static dev.signet.events.catalog.EventField.text;

import dev.signet.events.catalog.EventType;
import dev.signet.events.catalog.EventWords;
import java.util.List;

/// The types of the events of tokens, beside their issuance.
public final class TokenEvents {
  public static final EventType REVOKED =
      EventType.sentToOrganization(
              "token.revoked",
              "a token, a family or all tokens of an agent were revoked; `what` is `access_token`,"
                  + " `refresh_token` or `all`")
          .fields(
              text("what", "access_token"),
              text("id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              revokedTokens(1))
          .countsDescendants()
          .mayBeInexact()
          .text(TokenEvents::revocation);

  public static final EventType REUSE_DETECTED =
      EventType.sentToOrganization(
              "token.reuse_detected",
              "a used refresh token or authorization code was used again; the family was revoked;"
                  + " `kind` says which it was")
          .fields(
              text("kind", "refresh"),
              text("family", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"),
              number("step", 3),
              revokedTokens(2))
          .countsDescendants()
          .mayBeInexact()
          .text(words ->
              (words.text("kind").equals("code")
                      ? "An authorization code of "
                      : "A refresh token of ")
                  + words.agentName()
                  + " was reused"
                  + words.revokedTokensClause()
                  + ".");

  public static final EventType EXCHANGE_REFUSED =
      EventType.notSent(
              "token.exchange_refused",
              "a client was refused a token exchange; `reason` is the one that it was told. The"
                  + " first refusal of a client and reason is recorded at once, and the number of"
                  + " further ones within a minute (`count`). Where an organization has more than"
                  + " 1,000 clients and reasons within a minute, further ones are counted together,"
                  + " without a client, as `others`",
              "any client could trigger it at will")
          .fields(text("reason", "no_delegation"), number("count", 1))
          .text(words ->
              words.agentName()
                  + " was refused a token exchange"
                  + (words.count("count") > 1 ? " repeatedly" : "")
                  + ": "
                  + words.spaced("reason")
                  + ".");

  public static final EventType INTROSPECTED =
      EventType.notSent(
              "token.introspected",
              "a token was introspected; only if `audit-introspection` is on",
              "there may be thousands a second")
          .fields(text("id", "01970f3a-8f3c-7d2e-9b6a-0c1d2e3f4a5b"), flag("active", true))
          .text(words ->
              words.actorSentence(
                  "introspected a token of "
                      + words.agentName()
                      + (words.text("active").equals("true")
                          ? ", which was active."
                          : ", which was not active.")));

  /// All of them.
  public static final List<EventType> ALL =
      List.of(REVOKED, REUSE_DETECTED, EXCHANGE_REFUSED, INTROSPECTED);

  private TokenEvents() {}

  private static String revocation(EventWords words) {
    var what =
        switch (words.text("what")) {
          case "access_token" -> "a token of ";
          case "refresh_token" -> "a refresh token of ";
          default -> "all tokens of ";
        };
    return words.actorSentence(
        "revoked " + what + words.agentName() + words.revokedTokensClause() + ".");
  }
}
