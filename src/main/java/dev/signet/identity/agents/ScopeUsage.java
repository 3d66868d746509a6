package dev.signet.identity.agents;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.IssuanceBatch.Issuance;
import dev.signet.identity.agents.ScopeUsageStore.ScopeUse;
import dev.signet.identity.agents.ScopeUsageStore.ScopeUseOfAgent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Which scopes agents hold but never request. Unneeded scopes should be removed before an attacker
/// uses them.
///
/// The usage is read from the audit log, in the background and in small parts, so issuance has no
/// extra cost and nothing is lost: all nodes share one position in the log.
public final class ScopeUsage {
  /// How long an agent must have requested tokens before its unused scopes are reported.
  public static final Duration UNUSED_AFTER = Duration.ofDays(14);

  /// The log is read up to shortly before now: an event of another node may not be written yet, and
  /// that node's clock may be slightly behind.
  private static final Duration READ_DELAY = Duration.ofMinutes(5);

  /// How old the usage data may be for a report.
  private static final Duration MAX_STALENESS = Duration.ofHours(1);

  private static final long MAX_RUN_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int READ_BATCH = 1_000;

  /// How many scopes one transaction writes at most, so that other writers do not wait.
  private static final int WRITE_BATCH = 2_000;

  /// How many agents are scanned, the oldest first, and how many of their scopes.
  private static final int MAX_AGENTS_SCANNED = 20_000;

  private static final int MAX_ROWS_SCANNED = 100_000;

  private static final Duration DAY = Duration.ofDays(1);

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final ScopeUsageStore store = new ScopeUsageStore();
  private volatile Instant readUntil = Instant.MIN;
  private volatile boolean stopping;

  public ScopeUsage(Db db, Audit audit, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
  }

  /// An agent with scopes that it never asked for.
  ///
  /// @param since the first recorded token of the agent
  public record UnusedScopes(AgentId agent, String name, Scopes scopes, Instant since) {}

  /// Reads further in the audit log, for a few seconds at most. To be called every minute.
  public void readNewEvents() {
    var until = clock.instant().minus(READ_DELAY);
    var began = System.nanoTime();
    var position = db.read(store::position);
    var isAll = false;
    while (!isAll && !stopping && System.nanoTime() - began < MAX_RUN_NANOS) {
      var work = audit.backgroundThrottle().begin();
      var part = audit.issuancesAfter(position, until, READ_BATCH);
      var next = part.lastEventId();
      var uses = new LinkedHashMap<String, ScopeUse>();
      var taken = 0;
      for (var token : part.tokens()) {
        if (uses.size() >= WRITE_BATCH) {
          next = part.tokens().get(taken - 1).eventId();
          break;
        }
        addUses(uses, token);
        taken++;
      }
      isAll = part.isComplete() && taken == part.tokens().size();
      if (!next.equals(position) && !write(uses, position, next)) {
        return;
      }
      position = next;
      work.pause();
    }
    if (isAll) {
      readUntil = until;
    }
  }

  /// Stops readers: the server is shutting down.
  public void stop() {
    stopping = true;
  }

  private static void addUses(Map<String, ScopeUse> uses, Issuance token) {
    var said = Json.parseOwn(token.metadata());
    if (said.path("test").asBoolean(false)) {
      return;
    }
    var agent = new AgentId(token.agentId());
    words(said.path("scope").asString(""))
        .forEach(scope ->
            uses.merge(
                agent.value() + " " + scope,
                new ScopeUse(agent, scope, token.at(), token.at()),
                (one, other) -> new ScopeUse(agent, scope, one.first(), other.last())));
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.split(" ", -1)).filter(word -> !word.isEmpty());
  }

  /// Writes the new scopes of each day. Returns false when another node has read this part
  /// meanwhile.
  private boolean write(Map<String, ScopeUse> uses, String position, String next) {
    var fresh = newUses(uses);
    return db.inTransaction(tx -> {
      if (!store.advancePosition(tx, position, next)) {
        return false;
      }
      if (!fresh.isEmpty()) {
        store.save(tx, fresh);
      }
      return true;
    });
  }

  private List<ScopeUse> newUses(Map<String, ScopeUse> uses) {
    if (uses.isEmpty()) {
      return List.of();
    }
    var agents = uses.values().stream().map(ScopeUse::agent).distinct().toList();
    var known = new HashMap<String, Instant>();
    db.read(handle -> store.find(handle, agents))
        .forEach(use -> known.put(use.agent().value() + " " + use.scope(), use.last()));
    return uses.entrySet().stream()
        .filter(entry -> {
          var last = known.get(entry.getKey());
          return last == null || !entry.getValue().last().isBefore(last.plus(DAY));
        })
        .map(Map.Entry::getValue)
        .toList();
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

  private static Instant since(List<ScopeUse> uses) {
    return uses.stream().map(ScopeUse::first).min(Instant::compareTo).orElseThrow();
  }

  private static Scopes unusedOf(Scopes scopes, List<ScopeUse> uses) {
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

  private boolean isFresh() {
    return readUntil.isAfter(clock.instant().minus(READ_DELAY).minus(MAX_STALENESS));
  }
}
