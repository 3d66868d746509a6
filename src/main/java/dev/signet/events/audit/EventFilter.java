package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The conditions on events. A condition that is null does not apply.
///
/// @param organizationId the one whose events the caller may see; null for an operator, who sees
///   all
/// @param from inclusive
/// @param to exclusive
/// @param actorId and the following: these have no index, so events are checked one by one
public record EventFilter(
    @Nullable String organizationId,
    @Nullable String agentId,
    @Nullable String action,
    @Nullable String outcome,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String actorId,
    @Nullable String requestId) {

  private static final int MAX_TEXT = 200;

  private static final Pattern ACTION = Pattern.compile("[a-z_]{1,63}\\.[a-z_]{1,63}");

  /// The filter of a query, within what its caller may see.
  ///
  /// @throws Refused `Invalid` with all errors
  static EventFilter read(Request request) {
    return read(request, Json::instant, "must be an RFC 3339 time");
  }

  /// The filter of a query with another format of times.
  ///
  /// @param time parses a point in time
  public static EventFilter read(
      Request request, Function<String, Optional<Instant>> time, String noTime) {
    var reading = new FilterReader(request.query());
    var filter =
        new EventFilter(
            visibleTo(request.caller()),
            reading.take("agentId", Ids::parse, "must be an agent's id"),
            reading.take("action", EventFilter::action, "must be an action, such as agent.created"),
            reading.take("outcome", EventFilter::outcome, "must be success or failure"),
            reading.take("from", "fromDate", time, noTime),
            reading.take("to", "toDate", time, noTime),
            reading.take("actor", EventFilter::text, "must be an actor's id"),
            reading.take("requestId", EventFilter::text, "must be a request's id"));
    if (filter.from != null && filter.to != null && filter.from.isAfter(filter.to)) {
      reading.faults.add(
          new FieldError(
              reading.givenName("from", "fromDate"),
              "must not be after " + reading.givenName("to", "toDate")));
    }
    if (!reading.faults.isEmpty()) {
      throw Refused.invalid(reading.faults);
    }
    return filter;
  }

  /// The one organization whose events a caller may see; null for all.
  static @Nullable String visibleTo(Caller caller) {
    return switch (caller) {
      case Caller.Operator _, Caller.Job _ -> null;
      case Caller.Agent agent -> agent.organizationId();
      case Caller.SuspendedAgent agent -> agent.organizationId();
      case Caller.Client client -> client.organizationId();
      case Caller.Unauthenticated _ ->
          throw new IllegalStateException("An unauthenticated caller cannot read the audit log");
    };
  }

  /// The same filter, limited to events before this time.
  EventFilter until(Instant end) {
    var nearer = to == null || to.isAfter(end) ? end : to;
    return new EventFilter(
        organizationId, agentId, action, outcome, from, nearer, actorId, requestId);
  }

  /// Whether it has conditions without an index.
  boolean isSearch() {
    return actorId != null || requestId != null;
  }

  /// Whether an event that was found by an index also meets the other conditions.
  boolean matches(AuditEntry entry) {
    return (actorId == null || actorId.equals(entry.actorId()))
        && (requestId == null || requestId.equals(entry.requestId()));
  }

  private static Optional<String> text(String text) {
    return Optional.of(text)
        .filter(
            kept -> kept.length() <= MAX_TEXT && kept.chars().allMatch(c -> c > ' ' && c < 127));
  }

  private static Optional<String> action(String text) {
    return Optional.of(text).filter(ACTION.asMatchPredicate());
  }

  private static Optional<String> outcome(String text) {
    return Optional.of(text).filter(List.of("success", "failure")::contains);
  }

  private record FilterReader(Form query, List<FieldError> faults) {
    FilterReader(Form query) {
      this(query, new ArrayList<>());
    }

    /// Reads a parameter that has two names. Both may be given if they agree.
    <T> @Nullable T take(
        String name, String alias, Function<String, Optional<T>> parse, String fault) {
      var value = take(name, parse, fault);
      var other = take(alias, parse, fault);
      if (value != null && other != null && !value.equals(other)) {
        faults.add(new FieldError(alias, "contradicts " + name));
      }
      return value != null ? value : other;
    }

    /// The name of the two that the query uses.
    String givenName(String name, String alias) {
      return query.one(name).isPresent() ? name : alias;
    }

    <T> @Nullable T take(String name, Function<String, Optional<T>> parse, String fault) {
      var text = query.one(name);
      if (text.isEmpty()) {
        return null;
      }
      var value = parse.apply(text.get());
      if (value.isEmpty()) {
        faults.add(new FieldError(name, fault));
      }
      return value.orElse(null);
    }
  }
}
