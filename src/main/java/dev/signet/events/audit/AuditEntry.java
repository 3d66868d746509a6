package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// An event with its time and its origin, as it is stored.
record AuditEntry(
    String eventId,
    Instant timestamp,
    String action,
    String outcome,
    Optional<String> agentId,
    Optional<String> organizationId,
    String actorType,
    String actorId,
    Optional<String> credentialFingerprint,
    String ipAddress,
    String userAgent,
    String requestId,
    String metadata,
    Optional<Event.IssuedToken> token,
    Optional<ActingToken> actingToken) {

  private static final Set<String> ISSUANCE_ACTIONS =
      Set.of(
          AuditEvents.TOKEN_ISSUED.action(),
          AuditEvents.TOKEN_REFRESHED.action(),
          AuditEvents.TOKEN_EXCHANGED.action());

  static AuditEntry of(String eventId, Instant now, Event event, RequestContext origin) {
    if (event.token().isPresent() && !event.type().issuesToken()) {
      throw new IllegalArgumentException(event.action() + " is not the action of an issued token");
    }
    if (event.token().filter(token -> token.outlives(now)).isPresent()) {
      throw new IllegalArgumentException("The token's lifetime exceeds the maximum");
    }
    return new AuditEntry(
        eventId,
        now,
        event.action(),
        event.outcome().name().toLowerCase(Locale.ROOT),
        event.agentId(),
        event.organizationId(),
        actorType(origin.caller()),
        origin.caller().id(),
        event.credentialFingerprint().or(() -> credentialOf(origin.caller())),
        origin.address(),
        origin.userAgent(),
        origin.requestId(),
        Json.toText(event.metadata()),
        event.token(),
        ActingToken.of(origin.caller()));
  }

  private static Optional<String> credentialOf(Caller caller) {
    return switch (caller) {
      case Caller.Agent agent ->
          switch (agent.by()) {
            case Caller.Bearer.AccessToken token -> token.credential();
            case Caller.Bearer.ApiKey key -> Optional.of(key.id());
          };
      case Caller.SuspendedAgent agent -> Optional.of(agent.by().id());
      case Caller.Operator _, Caller.Client _, Caller.Job _, Caller.Unauthenticated _ ->
          Optional.empty();
    };
  }

  /// Whether events with this action may be issuances of tokens. Those are most of all events, so
  /// the others have an index without them.
  static boolean mayIssueToken(String action) {
    return ISSUANCE_ACTIONS.contains(action);
  }

  static String actorType(Caller caller) {
    return switch (caller) {
      case Caller.Operator _ -> "operator";
      case Caller.Agent _, Caller.SuspendedAgent _, Caller.Client _ -> "agent";
      case Caller.Job _ -> "system";
      case Caller.Unauthenticated _ -> "anonymous";
    };
  }
}
