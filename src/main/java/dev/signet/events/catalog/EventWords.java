package dev.signet.events.catalog;

/// The words of one event, for the sentence about it. Names in it are marked, so that they cannot
/// be mistaken for a part of the sentence.
public interface EventWords {

  /// A field's text; empty if there is none.
  String text(String field);

  /// A field's text with spaces instead of underscores.
  String spaced(String field);

  /// A field's text as a name.
  String name(String field);

  long count(String field);

  /// A field's number with its noun: `1 token`, `2,000 tokens`.
  String quantity(String field, String noun);

  /// The texts of a list, separated by commas, after `before`; empty if there are none.
  String list(String field, String before);

  boolean isFailure();

  /// Whether the user who reads the sentence acted, and is addressed as “you”.
  boolean isByReader();

  /// Whether the actor's id is that in a field.
  boolean isBy(String field);

  boolean hasAgent();

  /// The agent that the event is about, within a sentence.
  String agentName();

  /// The agent that the event is about, as the subject of a sentence.
  String agentAsSubject();

  /// `Ada ` and the rest.
  String actorSentence(String rest);

  /// `Ada registered courier`, the rest, and a full stop.
  String agentSentence(String what, String more);

  /// `Ada registered courier.`
  default String agentSentence(String what) {
    return agentSentence(what, "");
  }

  /// `Ada added Bob`, the rest, and a full stop: about the name in the field `name`.
  default String nameSentence(String did, String more) {
    return actorSentence(did + " " + name("name") + more + ".");
  }

  /// A space and the field `name` as a name; empty if there is none.
  default String nameSuffix() {
    return text("name").isEmpty() ? "" : " " + name("name");
  }

  /// The field `scope`: ` for orders:read`.
  default String scopeSuffix() {
    return text("scope").isEmpty() ? "" : " for " + text("scope");
  }

  /// The field `reason` in parentheses.
  default String reasonSuffix() {
    return text("reason").isEmpty() ? "" : " (" + spaced("reason") + ")";
  }

  /// The field `reason` as the actor gave it, in parentheses and quotation marks.
  String quotedReasonSuffix();

  /// How many tokens the event revoked.
  default long revokedTokens() {
    return count(EventField.REVOKED_TOKENS);
  }

  /// How many tokens the event revoked, with a noun for them.
  default String revokedTokens(String noun) {
    return quantity(EventField.REVOKED_TOKENS, noun);
  }

  /// How many tokens the event revoked: `, which revoked 2 active tokens`, and how many ended with
  /// these.
  default String revokedTokensClause() {
    return (revokedTokens() == 0 ? "" : ", which revoked " + revokedTokens("active token"))
        + descendantsClause();
  }

  /// How many tokens ended because they had been exchanged from revoked ones: `, and ended 3 tokens
  /// exchanged from them`.
  default String descendantsClause() {
    if (text(EventField.DESCENDANTS_COUNTED).equals("false")) {
      return ", and ended all tokens exchanged from them";
    }
    return count(EventField.REVOKED_DESCENDANTS) == 0
        ? ""
        : ", and ended "
            + quantity(EventField.REVOKED_DESCENDANTS, "token")
            + " exchanged from them";
  }
}
