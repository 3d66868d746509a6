package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.jose.TokenSignatureVerifier;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditRecord;
import dev.signet.events.audit.TokenBinding;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentEvents;
import dev.signet.identity.agents.AgentStatus;
import dev.signet.identity.leaks.LeakEvents;
import dev.signet.tokens.issuing.TokenExplanation.EndCause;
import dev.signet.tokens.issuing.TokenExplanation.TokenEnd;
import dev.signet.validity.revocations.Revocations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Explains the state of a token. Whether it is active is checked as for introspection; why it is
/// not is read from the rows that record it, and by whom from a bounded part of the audit log.
public final class TokenExplainer {
  private static final int MAX_EVENTS_READ = 500;

  /// How far the clocks may differ that wrote a row and the event that records it.
  private static final Duration EVENT_TIME_TOLERANCE = Duration.ofSeconds(2);

  private static final Set<String> OPENING_SECRETS =
      Set.of("client_secret", "quick_client_secret", "api_key");

  private final Introspection introspection;
  private final RefreshFamilies families;
  private final Audit audit;
  private final Revocations revocations;
  private final Clock clock;

  TokenExplainer(
      Introspection introspection,
      RefreshFamilies families,
      Audit audit,
      Revocations revocations,
      Clock clock) {
    this.introspection = introspection;
    this.families = families;
    this.audit = audit;
    this.revocations = revocations;
    this.clock = clock;
  }

  /// What this text is, and its state. Never throws, whatever the text.
  ///
  /// @param by the caller, which is recorded if the setting says so
  public TokenExplanation explain(String text, RequestContext by) {
    return switch (introspection.verify(text)) {
      case TokenSignatureVerifier.Verified(var kid, _) ->
          introspection
              .read(text)
              .map(token -> access(kid, token, by))
              .orElseGet(() ->
                  new TokenExplanation.AccessTokenExplanation(
                      kid, Optional.empty(), Optional.empty(), false, List.of()));
      case TokenSignatureVerifier.NotVerified(var reason) ->
          introspection
              .openRefreshToken(text)
              .flatMap(token -> refresh(text, token))
              .orElseGet(() -> new TokenExplanation.ForeignToken(reason));
    };
  }

  private TokenExplanation access(String kid, AccessToken token, RequestContext by) {
    var isActive = introspection.check(token).isPresent();
    introspection.recordIntrospection(token.agent(), token.id(), isActive, by);
    return new TokenExplanation.AccessTokenExplanation(
        kid,
        Optional.of(token),
        audit.find(token.id()).filter(made -> TokenEvent.isTest(Json.parseOwn(made.metadata()))),
        isActive,
        isActive ? List.of() : sortByTime(endsOf(token)));
  }

  private List<TokenEnd> endsOf(AccessToken token) {
    var now = clock.instant();
    var agent = token.agent();
    var ends = new ArrayList<TokenEnd>();
    if (!token.issuer().equals(introspection.issuer())) {
      ends.add(TokenEnd.atUnknownTime(EndCause.OTHER_ISSUER));
    }
    if (token.issuedAt().isAfter(now.plus(Introspection.CLOCK_SKEW))) {
      ends.add(TokenEnd.atUnknownTime(EndCause.NOT_YET));
    }
    if (token.exceedsMaxLifetime()) {
      ends.add(TokenEnd.atUnknownTime(EndCause.TOO_LONG));
    }
    if (!token.expiresAt().isAfter(now)) {
      ends.add(TokenEnd.at(EndCause.EXPIRED, token.expiresAt()));
    }
    if (revocations.isSigningKeyRevoked(token.kid())) {
      ends.add(TokenEnd.atUnknownTime(EndCause.SIGNING_KEY_WITHDRAWN));
    }
    endWithAgent(agent, token.generation(), token.id(), now).ifPresent(ends::add);
    if (introspection.isRevokedWithDpopKey(token)) {
      ends.add(endWithDpopKey(agent, token.binding(), token.id()));
    }
    if (introspection.isRevoked(token)) {
      ends.add(endByItself(agent, token.id()));
    }
    introspection.endWithOthers(token).map(TokenEnd::atUnknownTime).ifPresent(ends::add);
    return ends;
  }

  /// Why all of the agent's tokens, including this one, were revoked, if they were.
  private Optional<TokenEnd> endWithAgent(Agent agent, long generation, String since, Instant now) {
    var suspension = agent.organizationState().generation();
    if (generation >= agent.ownGeneration() && generation < suspension) {
      return Optional.of(
          TokenEnd.at(EndCause.ORGANIZATION_SUSPENDED, Instant.ofEpochMilli(suspension)));
    }
    if (generation != agent.generation()) {
      return Optional.of(endWithGeneration(agent, since));
    }
    if (agent.hasExpired(now)) {
      return agent.expiresAt().map(end -> TokenEnd.at(EndCause.AGENT_EXPIRED, end));
    }
    return switch (agent.status()) {
      case AgentStatus.Active() -> Optional.empty();
      case AgentStatus.Suspended(var at, _, _) ->
          Optional.of(TokenEnd.at(EndCause.AGENT_DEACTIVATED, at));
      case AgentStatus.Decommissioned(var at) ->
          Optional.of(TokenEnd.at(EndCause.AGENT_DECOMMISSIONED, at));
    };
  }

  /// The first event after the token's issuance that revoked all tokens of its agent.
  private TokenEnd endWithGeneration(Agent agent, String since) {
    var all =
        Stream.of(
            firstEvent(agent, AgentEvents.SUSPENDED, since, _ -> true)
                .map(event -> TokenEnd.by(EndCause.AGENT_DEACTIVATED, event)),
            firstEvent(agent, AgentEvents.DECOMMISSIONED, since, _ -> true)
                .map(event -> TokenEnd.by(EndCause.AGENT_DECOMMISSIONED, event)),
            firstEvent(agent, TokenEvents.REVOKED, since, said -> is(said, "what", "all"))
                .map(event -> TokenEnd.by(EndCause.ALL_REVOKED, event)),
            firstEvent(agent, LeakEvents.REPORTED, since, TokenExplainer::endsAll)
                .map(event -> TokenEnd.by(EndCause.SECRET_LEAKED, event)));
    return all.flatMap(Optional::stream)
        .min(Comparator.comparing(end -> end.event().orElseThrow().eventId()))
        .or(() ->
            // If an expired agent's expiry is extended, its old tokens stay expired.
            firstEvent(agent, AgentEvents.UPDATED, since, TokenExplainer::movesExpiry)
                .map(event -> TokenEnd.by(EndCause.AGENT_EXPIRED, event)))
        .orElseGet(() -> TokenEnd.atUnknownTime(EndCause.ENDED_BEFORE));
  }

  private static boolean endsAll(JsonNode said) {
    return OPENING_SECRETS.contains(said.path("kind").asString(""))
        && !is(said, "done", "already_dead");
  }

  private static boolean movesExpiry(JsonNode said) {
    for (var field : said.path("fields")) {
      if (field.asString("").equals("expiresAt") || field.asString("").equals("expires_at")) {
        return true;
      }
    }
    return false;
  }

  private TokenEnd endWithDpopKey(Agent agent, Optional<TokenBinding> binding, String since) {
    var thumbprint = binding.map(TokenBinding::thumbprint).orElse("");
    return firstEvent(
            agent, AgentEvents.DPOP_KEY_ROTATED, since, said -> is(said, "old_jkt", thumbprint))
        .map(event -> TokenEnd.by(EndCause.KEY_ROTATED, event))
        .orElseGet(() -> TokenEnd.atUnknownTime(EndCause.KEY_ROTATED));
  }

  /// Why this token or its family was revoked.
  private TokenEnd endByItself(Agent agent, String id) {
    var loss = revocations.lossEventCovering(id).flatMap(audit::find);
    if (loss.isPresent()) {
      return TokenEnd.by(EndCause.REVOKED, loss.get());
    }
    var family = audit.find(id).flatMap(AuditRecord::family);
    var at = revocations.revokedAt(id).or(() -> family.flatMap(revocations::familyRevokedAt));
    return at.flatMap(time ->
            revocationEvent(agent, "access_token", id, time)
                .map(event -> TokenEnd.by(EndCause.REVOKED, event))
                .or(() -> family.flatMap(name -> endWithFamily(agent, name, time))))
        .orElseGet(() -> new TokenEnd(EndCause.REVOKED, at, Optional.empty()));
  }

  private Optional<TokenEnd> endWithFamily(Agent agent, String family, Instant time) {
    return revocationEvent(agent, "refresh_token", family, time)
        .map(event -> TokenEnd.by(EndCause.FAMILY_REVOKED, event))
        .or(() ->
            eventAround(agent, TokenEvents.REUSE_DETECTED, time, said -> is(said, "family", family))
                .map(event -> TokenEnd.by(EndCause.REUSED, event)));
  }

  private Optional<TokenExplanation> refresh(String text, RefreshToken token) {
    return introspection
        .agentOf(token)
        .map(agent -> {
          var isActive = introspection.findUsableRefreshToken(text).isPresent();
          return new TokenExplanation.RefreshTokenExplanation(
              agent,
              token.family(),
              token.step(),
              token.scopes(),
              token.audience(),
              token.issuedAt(),
              families.expiryOf(token),
              token.boundTo(),
              isActive,
              isActive ? List.of() : sortByTime(endsOf(token, agent)));
        });
  }

  private List<TokenEnd> endsOf(RefreshToken token, Agent agent) {
    var now = clock.instant();
    var ends = new ArrayList<TokenEnd>();
    var expiresAt = families.expiryOf(token);
    if (!expiresAt.isAfter(now)) {
      ends.add(TokenEnd.at(EndCause.EXPIRED, expiresAt));
    }
    endWithAgent(agent, token.generation(), token.family(), now).ifPresent(ends::add);
    if (token.binding().filter(key -> key.keyGeneration() != agent.keyGeneration()).isPresent()) {
      ends.add(endWithDpopKey(agent, token.binding(), token.family()));
    }
    var row = families.find(token.family());
    row.flatMap(RefreshFamilyStore.Row::revokedAt)
        .ifPresent(time ->
            ends.add(
                endWithFamily(agent, token.family(), time)
                    .orElseGet(() -> TokenEnd.at(EndCause.FAMILY_REVOKED, time))));
    row.filter(family -> family.step() > token.step())
        .ifPresent(family ->
            ends.add(
                family.step() == token.step() + 1
                    ? TokenEnd.at(EndCause.USED, family.rotatedAt())
                    : TokenEnd.atUnknownTime(EndCause.USED)));
    return ends;
  }

  private Optional<AuditRecord> firstEvent(
      Agent agent, EventType type, String after, Predicate<JsonNode> which) {
    return audit
        .agentEventsAfter(agent.id().value(), type.action(), after, MAX_EVENTS_READ)
        .stream()
        .filter(event -> which.test(Json.parseOwn(event.metadata())))
        .findFirst();
  }

  /// A family of an earlier release has the id of its first access token, so it has to be checked
  /// too which of the two was revoked.
  private Optional<AuditRecord> revocationEvent(Agent agent, String what, String id, Instant time) {
    return eventAround(
        agent, TokenEvents.REVOKED, time, said -> is(said, "what", what) && is(said, "id", id));
  }

  private Optional<AuditRecord> eventAround(
      Agent agent, EventType type, Instant time, Predicate<JsonNode> which) {
    return audit
        .agentEventsBetween(
            agent.id().value(),
            type.action(),
            time.minus(EVENT_TIME_TOLERANCE),
            time.plus(EVENT_TIME_TOLERANCE),
            MAX_EVENTS_READ)
        .stream()
        .filter(event -> which.test(Json.parseOwn(event.metadata())))
        .findFirst();
  }

  private static boolean is(JsonNode said, String name, String value) {
    return said.path(name).asString("").equals(value);
  }

  /// In order of time; causes without a time come last.
  private static List<TokenEnd> sortByTime(List<TokenEnd> ends) {
    return ends.stream()
        .sorted(Comparator.comparing((TokenEnd end) -> end.at().orElse(Instant.MAX)))
        .toList();
  }
}
