package dev.signet.webhooks;

import dev.signet.base.callers.Caller;
import dev.signet.base.db.Ids;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.fetch.PostUrl;
import dev.signet.base.json.JsonFields;
import dev.signet.base.text.EditDistance;
import dev.signet.webhooks.Subscription.Options;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the members of a subscription from a request.
final class SubscriptionFields {
  private static final int MAX_NAME = 100;
  static final int MAX_EVENT = 100;
  private static final int MAX_AGENTS = 100;
  private static final int MAX_TYPING_ERRORS = 4;
  private static final int MAX_SUGGESTIONS = 3;

  private final Optional<String> name;
  private final Optional<String> url;
  private final Optional<EventPatterns> events;
  private final Optional<List<String>> agentIds;
  private final Optional<Boolean> ordered;
  private final Optional<Boolean> includeTokens;
  private final Optional<Boolean> includeOrigin;
  private final Optional<String> version;

  SubscriptionFields(JsonFields fields, Caller caller, SentEvents known) {
    name = fields.singleLine("name", MAX_NAME);
    // Longer texts than a URL may be are faults of the URL.
    url = fields.anyText("url", 2 * DocumentUrl.MAX_LENGTH);
    events = events(fields, "events", known);
    agentIds =
        fields.texts("agentIds", MAX_AGENTS, id -> Ids.parse(id).isPresent(), "an agent's id");
    ordered = fields.flag("ordered");
    includeTokens = fields.flag("includeTokens");
    if (caller instanceof Caller.Agent) {
      fields.refuse("includeOrigin", "can be set by operators only");
      includeOrigin = Optional.empty();
    } else {
      includeOrigin = fields.flag("includeOrigin");
    }
    version =
        fields
            .singleLine("version", 20)
            .flatMap(text ->
                MessageVersion.ALL.contains(text)
                    ? Optional.of(text)
                    : fields.addError(
                        "version", "must be one of " + String.join(", ", MessageVersion.ALL)));
  }

  /// Adds errors for what a new webhook needs.
  SubscriptionFields requireAll(JsonFields fields) {
    if (name.isEmpty()) {
      fields.addMissing("name");
    }
    if (url.isEmpty()) {
      fields.addMissing("url");
    }
    if (events.isEmpty()) {
      fields.addMissing("events");
    }
    return this;
  }

  Optional<String> url() {
    return url;
  }

  /// After [#requireAll].
  String urlOfNew() {
    return url.orElseThrow();
  }

  /// After [#requireAll].
  String nameOfNew() {
    return name.orElseThrow();
  }

  List<String> agentIdsOfNew() {
    return agentIds.orElse(List.of());
  }

  /// Patterns of events, each of which matches at least one.
  static Optional<EventPatterns> events(JsonFields fields, String field, SentEvents known) {
    var texts =
        fields.texts(
            field,
            EventPatterns.MAX,
            text -> !text.isEmpty() && text.length() <= MAX_EVENT,
            "the name of an event");
    if (texts.filter(List::isEmpty).isPresent()) {
      return fields.addError(field, "must have at least 1 entry");
    }
    return texts.flatMap(list ->
        known
            .parse(list)
            .or(() -> {
              var unknown =
                  list.stream().filter(text -> !known.isPattern(text)).findFirst().orElseThrow();
              return fields.addError(
                  field,
                  "entry "
                      + list.indexOf(unknown)
                      + " is not an event, a group such as agent.*, or *"
                      + suggestion(unknown, known));
            }));
  }

  private static String suggestion(String unknown, SentEvents known) {
    var near =
        known.patterns().stream()
            .filter(name -> EditDistance.distance(name, unknown) <= MAX_TYPING_ERRORS)
            .sorted(
                Comparator.<String>comparingInt(name -> EditDistance.distance(name, unknown))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MAX_SUGGESTIONS)
            .collect(Collectors.joining(" or "));
    return near.isEmpty()
        ? "; GET /api/v1/webhooks/events lists all"
        : "; did you mean " + near + "?";
  }

  /// The changed subscription.
  ///
  /// @param checked the URL, if there is one, after its check
  Subscription applyTo(Subscription before, Optional<PostUrl> checked) {
    var options = before.options();
    return new Subscription(
        name.orElse(before.name()),
        checked.orElse(before.url()),
        events.orElse(before.events()),
        agentIds.orElse(before.agentIds()),
        new Options(
            ordered.orElse(options.ordered()),
            includeTokens.orElse(options.includeTokens()),
            includeOrigin.orElse(options.includeOrigin()),
            options.spelling(),
            version.orElse(options.version())));
  }

  /// The subscription of a new webhook, after [#requireAll].
  Subscription create(PostUrl checked, Options defaults) {
    return applyTo(
        new Subscription(name.orElseThrow(), checked, events.orElseThrow(), List.of(), defaults),
        Optional.empty());
  }
}
