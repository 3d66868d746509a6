package dev.signet.identity.quotas;

import static dev.signet.events.catalog.EventField.number;
import static dev.signet.events.catalog.EventField.text;
import static dev.signet.events.catalog.EventField.texts;

import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;

/// The types of the events of tiers and quotas.
public final class QuotaEvents {
  private static final EventField TIER = text("tier", "free");

  public static final EventType TIER_SET =
      EventType.sentToOperators("tier.set", "a tier was created or its limits were changed")
          .fields(TIER, texts("limits", "maxAgents=100"))
          .text(words ->
              words.actorSentence(
                  "set the limits of the tier "
                      + words.name("tier")
                      + words.list("limits", ": ")
                      + "."));

  public static final EventType TIER_DELETED =
      EventType.sentToOperators("tier.deleted", "a tier was deleted; no organization had it")
          .fields(TIER)
          .text(words -> words.actorSentence("deleted the tier " + words.name("tier") + "."));

  public static final EventType TIER_CHANGED =
      EventType.sentToOrganization(
              "organization.tier_changed",
              "the tier of an organization, its own limits or their enforcement were changed;"
                  + " `enforcement` is `hard`, `soft` or `off`")
          .fields(
              TIER,
              text("previous_tier", "unlimited"),
              texts("overrides", "maxAgents=150"),
              text("enforcement", "hard"))
          .text(words ->
              words.actorSentence(
                  "set the tier of the organization to "
                      + words.name("tier")
                      + words.list("overrides", ", with ")
                      + (words.text("enforcement").equals("hard")
                          ? ""
                          : " (enforcement: " + words.text("enforcement") + ")")
                      + "."));

  private static final EventField[] QUOTA = {
    text("quota", "maxAgents"), number("limit", 100), number("used", 80), TIER
  };

  public static final EventType WARNING =
      EventType.sentToOrganization("quota.warning", "80 % of a limit of an organization are used")
          .fields(QUOTA)
          .text(words ->
              words.count("used")
                  + " of the "
                  + words.count("limit")
                  + " that the limit "
                  + words.name("quota")
                  + " allows are in use.");

  public static final EventType REACHED =
      EventType.sentToOrganization("quota.reached", "a limit of an organization is used up")
          .fields(QUOTA)
          .text(words ->
              "The limit " + words.name("quota") + " of " + words.count("limit") + " is used up.");

  public static final EventType LIFTED =
      EventType.sentToOrganization(
              "quota.lifted",
              "a limit of tokens that was used up allows tokens again: its period has ended, or it"
                  + " was raised")
          .fields(text("quota", "tokensPerDay"), number("used", 10_000), TIER)
          .text(words -> "The limit " + words.name("quota") + " allows tokens again.");

  /// All of them.
  public static final List<EventType> ALL =
      List.of(TIER_SET, TIER_DELETED, TIER_CHANGED, WARNING, REACHED, LIFTED);

  private QuotaEvents() {}
}
