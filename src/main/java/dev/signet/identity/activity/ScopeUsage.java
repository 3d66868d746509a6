package dev.signet.identity.activity;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.followers.Follower;
import dev.signet.events.followers.FollowerPlan;
import dev.signet.events.followers.FollowerPlan.Pace;
import dev.signet.events.followers.FollowerPlan.Start;
import dev.signet.events.followers.Followers;
import dev.signet.events.followers.Reading.Part;
import dev.signet.identity.activity.ScopeUsageStore.ScopeUse;
import dev.signet.identity.activity.ScopeUsageStore.ScopeUseOfAgent;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Which scopes agents hold but never request. Unneeded scopes should be removed before an attacker
/// uses them.
///
/// The usage is read from the audit log by a follower, in small parts, so issuance has no extra
/// cost and nothing is lost.
public final class ScopeUsage {
  /// How long an agent must have requested tokens before its unused scopes are reported.
  public static final Duration UNUSED_AFTER = Duration.ofDays(14);

  /// How long the reading of an event may take for a report.
  private static final Duration MAX_LAG = Duration.ofHours(1);

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int READ_BATCH = 1_000;

  /// How many scopes one transaction writes at most, so that other writers do not wait: a few more
  /// if the last token has many.
  private static final int WRITE_BATCH = 2_000;

  /// How many agents are scanned, the oldest first, and how many of their scopes.
  private static final int MAX_AGENTS_SCANNED = 20_000;

  private static final int MAX_ROWS_SCANNED = 100_000;

  private static final Duration DAY = Duration.ofDays(1);

  private final Db db;
  private final Clock clock;
  private final ChainReader chains;
  private final Follower follower;
  private final ScopeUsageStore store = new ScopeUsageStore();

  public ScopeUsage(Db db, Followers followers, Clock clock) {
    this.db = db;
    this.clock = clock;
    this.chains = followers.chains();
    this.follower =
        followers.add(
            new FollowerPlan("scope-usage", Start.OLDEST_KEPT, INTERVAL, Pace.THROTTLED),
            this::read,
            store::save);
  }

  /// An agent with scopes that it never asked for.
  ///
  /// @param since the first recorded token of the agent
  public record UnusedScopes(AgentId agent, String name, Scopes scopes, Instant since) {}

  /// Reads the scopes of the next tokens, and keeps those that are not stored yet.
  private Part<List<ScopeUse>> read(Handle handle, ChainPosition after, long head) {
    var tokens = chains.events(handle, EventSelection.TOKENS, after, head, READ_BATCH);
    var last = tokens.size() < READ_BATCH ? head : tokens.getLast().seq();
    var uses = new LinkedHashMap<String, ScopeUse>();
    for (var token : tokens) {
      if (uses.size() >= WRITE_BATCH) {
        last = token.seq() - 1;
        break;
      }
      addUses(uses, token);
    }
    var fresh = newUses(handle, uses);
    return new Part<>(fresh.isEmpty() ? Optional.empty() : Optional.of(fresh), last);
  }

  private static void addUses(Map<String, ScopeUse> uses, FollowedEvent token) {
    var said = Json.parseOwn(token.metadata());
    if (said.path("test").asBoolean(false)) {
      return;
    }
    var agent = new AgentId(token.agentId().orElseThrow());
    words(said.path("scope").asString(""))
        .forEach(scope ->
            uses.merge(
                agent.value() + " " + scope,
                new ScopeUse(agent, scope, token.at(), token.at()),
                ScopeUse::and));
  }

  static Stream<String> words(String text) {
    return Stream.of(text.split(" ", -1)).filter(word -> !word.isEmpty());
  }

  /// Scopes that an agent has not used before, and once a day those that it has.
  private List<ScopeUse> newUses(Handle handle, Map<String, ScopeUse> uses) {
    if (uses.isEmpty()) {
      return List.of();
    }
    var agents = uses.values().stream().map(ScopeUse::agent).distinct().toList();
    var known = new HashMap<String, ScopeUse>();
    store
        .find(handle, agents)
        .forEach(use -> known.put(use.agent().value() + " " + use.scope(), use));
    return uses.entrySet().stream()
        .filter(entry -> isNew(entry.getValue(), Optional.ofNullable(known.get(entry.getKey()))))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static boolean isNew(ScopeUse use, Optional<ScopeUse> known) {
    return known
        .map(stored ->
            use.first().isBefore(stored.first()) || !use.last().isBefore(stored.last().plus(DAY)))
        .orElse(true);
  }

  /// The scopes that an agent never requested; empty where that is unknown, or when it has not
  /// requested tokens for long enough.
  public Scopes unusedScopes(Agent agent) {
    if (!isFresh() || agent.scopes().isEmpty()) {
      return Scopes.NONE;
    }
    var uses = db.read(handle -> store.find(handle, List.of(agent.id())));
    return unusedOf(agent.scopes(), uses);
  }

  /// The number of entries that [#list] would have, counted up to a limit.
  public long count(int limit) {
    return find(limit).size();
  }

  /// Active agents that have requested tokens for [#UNUSED_AFTER] or longer, were not changed
  /// meanwhile, and hold scopes that they never requested. The agents that were registered first
  /// come first.
  public List<UnusedScopes> list(int limit) {
    return find(limit);
  }

  private List<UnusedScopes> find(int limit) {
    if (!isFresh()) {
      return List.of();
    }
    var bound = clock.instant().minus(UNUSED_AFTER);
    return db.readLongRunning(handle -> {
      var found = new ArrayList<UnusedScopes>();
      try (var rows =
          store
              .ofActiveAgents(
                  handle, Ids.firstAt(bound), bound, MAX_AGENTS_SCANNED, MAX_ROWS_SCANNED)
              .iterator()) {
        var ofOne = new ArrayList<ScopeUseOfAgent>();
        var read = 0;
        while (rows.hasNext() && found.size() < limit) {
          var row = rows.next();
          read++;
          if (!ofOne.isEmpty() && !ofOne.getFirst().use().agent().equals(row.use().agent())) {
            add(found, ofOne);
            ofOne.clear();
          }
          ofOne.add(row);
        }
        // If there are more rows, those of the last agent may be incomplete.
        if (read < MAX_ROWS_SCANNED && found.size() < limit) {
          add(found, ofOne);
        }
      }
      return found;
    });
  }

  private static void add(List<UnusedScopes> found, List<ScopeUseOfAgent> ofOne) {
    if (ofOne.isEmpty()) {
      return;
    }
    var first = ofOne.getFirst();
    var uses = ofOne.stream().map(ScopeUseOfAgent::use).toList();
    var never = unusedOf(Scopes.of(words(first.scopes()).toList()), uses);
    if (!never.isEmpty()) {
      found.add(new UnusedScopes(first.use().agent(), first.name(), never, since(uses)));
    }
  }

  static Instant since(List<ScopeUse> uses) {
    return uses.stream().map(ScopeUse::first).min(Instant::compareTo).orElseThrow();
  }

  static Scopes unusedOf(Scopes scopes, List<ScopeUse> uses) {
    if (uses.isEmpty()) {
      return Scopes.NONE;
    }
    var last = uses.stream().map(ScopeUse::last).max(Instant::compareTo).orElseThrow();
    if (Duration.between(since(uses), last).compareTo(UNUSED_AFTER) < 0) {
      return Scopes.NONE;
    }
    Set<String> asked = new HashSet<>();
    uses.forEach(use -> asked.add(use.scope()));
    return Scopes.of(scopes.values().stream().filter(scope -> !asked.contains(scope)).toList());
  }

  /// Until when all tokens have been read; empty while that is too long ago for a report.
  Optional<Instant> readUntil() {
    return isFresh() ? follower.readUntil() : Optional.empty();
  }

  private boolean isFresh() {
    return follower.isWithin(MAX_LAG);
  }
}
