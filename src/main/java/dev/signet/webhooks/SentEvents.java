package dev.signet.webhooks;

import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.catalog.EventType;
import dev.signet.events.catalog.EventType.Audience;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The events that webhooks receive, by their names.
final class SentEvents {
  /// Sent as a digest for each client and minute.
  static final String AUTH_FAILED = AuditEvents.AUTH_FAILED.action();

  /// No event of the audit log, but a digest of issued tokens.
  static final String TOKEN_DIGEST = "token.digest";

  static final String TEST = "webhook.test";

  private final EventCatalog catalog;
  private final List<EventType> sent;
  private final Set<String> patterns;

  SentEvents(EventCatalog catalog) {
    this.catalog = catalog;
    this.sent = catalog.types().stream().filter(EventType::isSent).toList();
    var all = new LinkedHashSet<String>();
    all.add(EventPatterns.ALL);
    sent.forEach(type -> all.add(type.action().substring(0, type.action().indexOf('.')) + ".*"));
    sent.forEach(type -> all.add(type.action()));
    this.patterns = Set.copyOf(all);
  }

  List<EventType> types() {
    return sent;
  }

  /// The type of an event that is sent, one by one or in a digest.
  Optional<EventType> find(String action) {
    return catalog.find(action).filter(EventType::isSent);
  }

  /// Whether an event is sent to webhooks, and callers that fetch events, with this reach. Those
  /// that are for operators only are sent to server-wide webhooks alone.
  boolean isSentTo(WebhookReach reach, FollowedEvent event) {
    return find(event.action())
        .filter(type ->
            reach.includesServerWide()
                || (type.audience() instanceof Audience.Organization && reach.covers(event)))
        .isPresent();
  }

  /// All names, groups, and `*`.
  Set<String> patterns() {
    return patterns;
  }

  boolean isPattern(String text) {
    return patterns.contains(text);
  }

  /// These patterns; empty unless there are 1 to [EventPatterns#MAX], each of which matches at
  /// least one event.
  Optional<EventPatterns> parse(List<String> texts) {
    return !texts.isEmpty()
            && texts.size() <= EventPatterns.MAX
            && texts.stream().allMatch(this::isPattern)
        ? Optional.of(new EventPatterns(texts))
        : Optional.empty();
  }
}
