package dev.signet.audit;

import dev.signet.db.Ids;
import dev.signet.http.Caller;
import dev.signet.http.Form;
import dev.signet.http.Json;
import dev.signet.http.Request;
import dev.signet.refusal.Refusal.Fault;
import dev.signet.refusal.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which events are asked for. What is null does not matter.
///
/// @param organizationId the one whose events the caller may see; null for an operator, who sees
///   all
/// @param from included
/// @param to not included
record Filter(
    @Nullable String organizationId,
    @Nullable String agentId,
    @Nullable String action,
    @Nullable String outcome,
    @Nullable Instant from,
    @Nullable Instant to) {

  private static final Pattern ACTION = Pattern.compile("[a-z_]{1,63}\\.[a-z_]{1,63}");

  /// What a query asks for, within what its caller may see.
  ///
  /// @throws Refused `Invalid` with all faults
  static Filter read(Request request) {
    var reading = new Reading(request.query());
    var filter =
        new Filter(
            visibleTo(request.caller()),
            reading.take("agentId", Ids::parse, "must be an agent's id"),
            reading.take("action", Filter::action, "must be an action, such as agent.created"),
            reading.take("outcome", Filter::outcome, "must be success or failure"),
            reading.take("from", Json::instant, "must be an RFC 3339 time"),
            reading.take("to", Json::instant, "must be an RFC 3339 time"));
    if (filter.from != null && filter.to != null && filter.from.isAfter(filter.to)) {
      reading.faults.add(new Fault("from", "must not be after to"));
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
      case Caller.Nobody _ -> throw new IllegalStateException("Nobody reads the audit trail");
    };
  }

  /// The same, but nothing that happens after this time.
  Filter until(Instant end) {
    var nearer = to == null || to.isAfter(end) ? end : to;
    return new Filter(organizationId, agentId, action, outcome, from, nearer);
  }

  private static Optional<String> action(String text) {
    return Optional.of(text).filter(ACTION.asMatchPredicate());
  }

  private static Optional<String> outcome(String text) {
    return Optional.of(text).filter(List.of("success", "failure")::contains);
  }

  private record Reading(Form query, List<Fault> faults) {
    Reading(Form query) {
      this(query, new ArrayList<>());
    }

    <T> @Nullable T take(String name, Function<String, Optional<T>> parse, String fault) {
      var text = query.one(name);
      if (text.isEmpty()) {
        return null;
      }
      var value = parse.apply(text.get());
      if (value.isEmpty()) {
        faults.add(new Fault(name, fault));
      }
      return value.orElse(null);
    }
  }
}
