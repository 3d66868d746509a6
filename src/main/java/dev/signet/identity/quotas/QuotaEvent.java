package dev.signet.identity.quotas;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of tiers and quotas.
sealed interface QuotaEvent extends Event {

  record TierSet(Tier tier) implements QuotaEvent {
    @Override
    public EventType type() {
      return QuotaEvents.TIER_SET;
    }

    @Override
    public ObjectNode metadata() {
      return withTexts(Json.object().put("tier", tier.name()), "limits", tier.limits().texts());
    }
  }

  record TierDeleted(String name) implements QuotaEvent {
    @Override
    public EventType type() {
      return QuotaEvents.TIER_DELETED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("tier", name);
    }
  }

  record TierChanged(TierAssignment assignment, String previousTier) implements QuotaEvent {
    @Override
    public EventType type() {
      return QuotaEvents.TIER_CHANGED;
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(assignment.organization().value());
    }

    @Override
    public ObjectNode metadata() {
      return withTexts(
              Json.object().put("tier", assignment.tier()).put("previous_tier", previousTier),
              "overrides",
              assignment.overrides().texts())
          .put("enforcement", assignment.enforcement().wire());
    }
  }

  /// A part of a limit is used, or all of it.
  ///
  /// @param type [QuotaEvents#WARNING] or [QuotaEvents#REACHED]
  /// @param agentId the agent whose limit it is, if the limit is for each agent
  record Used(
      EventType type,
      TierAssignment assignment,
      Quota quota,
      long limit,
      long used,
      Optional<String> agentId)
      implements QuotaEvent {
    @Override
    public Optional<String> organizationId() {
      return Optional.of(assignment.organization().value());
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("quota", quota.wire())
          .put("limit", limit)
          .put("used", used)
          .put("tier", assignment.tier());
    }
  }

  /// A limit of tokens that was used up allows tokens again.
  record Lifted(TierAssignment assignment, Quota quota, long used) implements QuotaEvent {
    @Override
    public EventType type() {
      return QuotaEvents.LIFTED;
    }

    @Override
    public Optional<String> organizationId() {
      return Optional.of(assignment.organization().value());
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("quota", quota.wire())
          .put("used", used)
          .put("tier", assignment.tier());
    }
  }

  private static ObjectNode withTexts(ObjectNode metadata, String field, List<String> texts) {
    var array = metadata.putArray(field);
    texts.forEach(array::add);
    return metadata;
  }
}
