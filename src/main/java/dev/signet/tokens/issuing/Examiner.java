package dev.signet.tokens.issuing;

import dev.signet.base.callers.Origin;
import dev.signet.base.jose.TokenVerifier;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Binding;
import dev.signet.events.audit.Told;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Standing;
import dev.signet.tokens.issuing.Examined.Cause;
import dev.signet.tokens.issuing.Examined.End;
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

/// Says what became of a token. Whether it lives is asked where everybody asks; why it does not is
/// read from the rows that say so, and by whom from the audit trail, a bounded part of it.
public final class Examiner {
  private static final int MOST_READ = 500;

  /// How far apart the clocks are that put down a row and the event that tells of it.
  private static final Duration AROUND = Duration.ofSeconds(2);

  private static final Set<String> OPENING_SECRETS =
      Set.of("client_secret", "quick_client_secret", "api_key");

  private final Tokens tokens;
  private final Audit audit;
  private final Revocations revocations;
  private final Clock clock;

  public Examiner(Tokens tokens, Audit audit, Revocations revocations, Clock clock) {
    this.tokens = tokens;
    this.audit = audit;
    this.revocations = revocations;
    this.clock = clock;
  }

  /// What this text is, and what has become of it. Never throws, whatever it is given.
  ///
  /// @param by who asks, which is put down where the setting says so
  public Examined examine(String text, Origin by) {
    return switch (tokens.verified(text)) {
      case TokenVerifier.Verified(var kid, _) ->
          tokens
              .read(text)
              .map(token -> access(kid, token, by))
              .orElseGet(() ->
                  new Examined.Access(kid, Optional.empty(), Optional.empty(), false, List.of()));
      case TokenVerifier.NotVerified(var reason) ->
          tokens
              .opened(text)
              .flatMap(token -> refresh(text, token))
              .orElseGet(() -> new Examined.NotOurs(reason));
    };
  }

  private Examined access(String kid, LiveAccess token, Origin by) {
    var isAlive = tokens.isAlive(token);
    tokens.introspected(token.agent(), token.id(), isAlive, by);
    return new Examined.Access(
        kid,
        Optional.of(token),
        audit.find(token.id()).filter(made -> TokenEvent.isTest(Json.ours(made.metadata()))),
        isAlive,
        isAlive ? List.of() : sorted(endsOf(token)));
  }

  private List<End> endsOf(LiveAccess token) {
    var now = clock.instant();
    var agent = token.agent();
    var ends = new ArrayList<End>();
    if (!token.issuer().equals(tokens.issuer())) {
      ends.add(End.some(Cause.OTHER_ISSUER));
    }
    if (token.issuedAt().isAfter(now.plus(Tokens.CLOCK_SKEW))) {
      ends.add(End.some(Cause.NOT_YET));
    }
    if (token.outlivesAnyOfOurs()) {
      ends.add(End.some(Cause.TOO_LONG));
    }
    if (!token.expiresAt().isAfter(now)) {
      ends.add(End.at(Cause.EXPIRED, token.expiresAt()));
    }
    if (revocations.isSigningKeyEnded(token.kid())) {
      ends.add(End.some(Cause.SIGNING_KEY_WITHDRAWN));
    }
    agentsEnd(agent, token.generation(), token.id(), now).ifPresent(ends::add);
    if (tokens.hasEndedWithItsKey(token)) {
      ends.add(keyEnd(agent, token.binding(), token.id()));
    }
    if (tokens.isRevoked(token)) {
      ends.add(ownEnd(agent, token.id()));
    }
    return ends;
  }

  /// What has ended a token with all others of its agent, if anything has.
  private Optional<End> agentsEnd(Agent agent, long generation, String since, Instant now) {
    if (generation != agent.generation()) {
      return Optional.of(generationEnd(agent, since));
    }
    if (agent.hasExpired(now)) {
      return agent.expiresAt().map(end -> End.at(Cause.AGENT_EXPIRED, end));
    }
    return switch (agent.standing()) {
      case Standing.Active() -> Optional.empty();
      case Standing.Suspended(var at, _, _) -> Optional.of(End.at(Cause.AGENT_DEACTIVATED, at));
      case Standing.Decommissioned(var at) -> Optional.of(End.at(Cause.AGENT_DECOMMISSIONED, at));
    };
  }

  /// The first thing after the token that has ended all tokens of its agent.
  private End generationEnd(Agent agent, String since) {
    var all =
        Stream.of(
            first(agent, "agent.deactivated_with_revocation", since, _ -> true)
                .map(event -> End.by(Cause.AGENT_DEACTIVATED, event)),
            first(agent, "agent.decommissioned", since, _ -> true)
                .map(event -> End.by(Cause.AGENT_DECOMMISSIONED, event)),
            first(agent, "token.revoked", since, said -> is(said, "what", "all"))
                .map(event -> End.by(Cause.ALL_REVOKED, event)),
            first(agent, "leak.reported", since, Examiner::endsAll)
                .map(event -> End.by(Cause.SECRET_LEAKED, event)));
    return all.flatMap(Optional::stream)
        .min(Comparator.comparing(end -> end.event().orElseThrow().eventId()))
        .or(() ->
            // An agent that had expired and was given more time keeps its old tokens dead.
            first(agent, "agent.updated", since, Examiner::movesExpiry)
                .map(event -> End.by(Cause.AGENT_EXPIRED, event)))
        .orElseGet(() -> End.some(Cause.ENDED_BEFORE));
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

  private End keyEnd(Agent agent, Optional<Binding> binding, String since) {
    var thumbprint = binding.map(Binding::thumbprint).orElse("");
    return first(agent, "agent.dpop_key_rotated", since, said -> is(said, "old_jkt", thumbprint))
        .map(event -> End.by(Cause.KEY_ROTATED, event))
        .orElseGet(() -> End.some(Cause.KEY_ROTATED));
  }

  /// What has ended this one token, or its family.
  private End ownEnd(Agent agent, String id) {
    var loss = revocations.endedByLoss(id).flatMap(audit::find);
    if (loss.isPresent()) {
      return End.by(Cause.REVOKED, loss.get());
    }
    var family = audit.find(id).flatMap(Told::family);
    var at = revocations.revokedAt(id).or(() -> family.flatMap(revocations::familyRevokedAt));
    return at.flatMap(time ->
            revoked(agent, "access_token", id, time)
                .map(event -> End.by(Cause.REVOKED, event))
                .or(() -> family.flatMap(name -> familyEnd(agent, name, time))))
        .orElseGet(() -> new End(Cause.REVOKED, at, Optional.empty()));
  }

  private Optional<End> familyEnd(Agent agent, String family, Instant time) {
    return revoked(agent, "refresh_token", family, time)
        .map(event -> End.by(Cause.FAMILY_REVOKED, event))
        .or(() ->
            around(agent, "token.reuse_detected", time, said -> is(said, "family", family))
                .map(event -> End.by(Cause.REUSED, event)));
  }

  private Optional<Examined> refresh(String text, RefreshToken token) {
    return tokens
        .agentOf(token)
        .map(agent -> {
          var isAlive = tokens.liveRefresh(text).isPresent();
          return new Examined.Refresh(
              agent,
              token.family(),
              token.step(),
              token.scopes(),
              token.audience(),
              token.issuedAt(),
              tokens.families().expiryOf(token),
              token.boundTo(),
              isAlive,
              isAlive ? List.of() : sorted(endsOf(token, agent)));
        });
  }

  private List<End> endsOf(RefreshToken token, Agent agent) {
    var now = clock.instant();
    var ends = new ArrayList<End>();
    var expiresAt = tokens.families().expiryOf(token);
    if (!expiresAt.isAfter(now)) {
      ends.add(End.at(Cause.EXPIRED, expiresAt));
    }
    agentsEnd(agent, token.generation(), token.family(), now).ifPresent(ends::add);
    if (token.binding().filter(key -> key.keyGeneration() != agent.keyGeneration()).isPresent()) {
      ends.add(keyEnd(agent, token.binding(), token.family()));
    }
    var row = tokens.families().find(token.family());
    row.flatMap(FamilyStore.Row::revokedAt)
        .ifPresent(time ->
            ends.add(
                familyEnd(agent, token.family(), time)
                    .orElseGet(() -> End.at(Cause.FAMILY_REVOKED, time))));
    row.filter(family -> family.step() > token.step())
        .ifPresent(family ->
            ends.add(
                family.step() == token.step() + 1
                    ? End.at(Cause.USED, family.rotatedAt())
                    : End.some(Cause.USED)));
    return ends;
  }

  private Optional<Told> first(
      Agent agent, String action, String after, Predicate<JsonNode> which) {
    return audit.ofAgentAfter(agent.id().value(), action, after, MOST_READ).stream()
        .filter(event -> which.test(Json.ours(event.metadata())))
        .findFirst();
  }

  /// A family is named after its first access token, so what was revoked has to be looked at too.
  private Optional<Told> revoked(Agent agent, String what, String id, Instant time) {
    return around(
        agent, "token.revoked", time, said -> is(said, "what", what) && is(said, "id", id));
  }

  private Optional<Told> around(
      Agent agent, String action, Instant time, Predicate<JsonNode> which) {
    return audit
        .ofAgentWithin(agent.id().value(), action, time.minus(AROUND), time.plus(AROUND), MOST_READ)
        .stream()
        .filter(event -> which.test(Json.ours(event.metadata())))
        .findFirst();
  }

  private static boolean is(JsonNode said, String name, String value) {
    return said.path(name).asString("").equals(value);
  }

  /// The first one first; what has no time last.
  private static List<End> sorted(List<End> ends) {
    return ends.stream()
        .sorted(Comparator.comparing((End end) -> end.at().orElse(Instant.MAX)))
        .toList();
  }
}
