package dev.signet.identity.agents;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Issuances.Issuance;
import dev.signet.identity.agents.ScopeUseStore.Row;
import dev.signet.identity.agents.ScopeUseStore.Use;
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

/// Which scopes agents have and never ask for: what nobody needs is better taken away, before
/// somebody else uses it.
///
/// It is read from the audit trail, in the background and in small parts, so that issuing pays
/// nothing for it and nothing is lost: all nodes share one position in the trail.
public final class ScopeUses {
  /// For how long an agent must have asked for tokens before what it did not ask for is told of.
  public static final Duration LONG = Duration.ofDays(14);

  /// The trail is read to a little before now: another node's event may still be on its way there,
  /// with a clock that is a little behind.
  private static final Duration BEHIND = Duration.ofMinutes(5);

  /// How old the knowledge may be that something is told from.
  private static final Duration FRESH = Duration.ofHours(1);

  private static final long RUN_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int EVENTS = 1_000;

  /// How many scopes one transaction writes down at most, so that nobody waits for the writer.
  private static final int WRITTEN = 2_000;

  /// How many agents are looked through, the oldest first, and how many scopes of theirs.
  private static final int DEPTH = 20_000;

  private static final int ROWS = 100_000;

  private static final Duration DAY = Duration.ofDays(1);

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final ScopeUseStore store = new ScopeUseStore();
  private volatile Instant readUntil = Instant.MIN;
  private volatile boolean ending;

  public ScopeUses(Db db, Audit audit, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
  }

  /// An agent with scopes that it never asked for.
  ///
  /// @param since its first token that is known of
  public record Unused(AgentId agent, String name, Scopes scopes, Instant since) {}

  /// Reads on in the trail, for a few seconds at most. To be called every minute.
  public void readOn() {
    var until = clock.instant().minus(BEHIND);
    var began = System.nanoTime();
    var position = db.read(store::position);
    var isAll = false;
    while (!isAll && !ending && System.nanoTime() - began < RUN_NANOS) {
      var work = audit.rests().part();
      var part = audit.issuedAfter(position, until, EVENTS);
      var next = part.last();
      var uses = new LinkedHashMap<String, Use>();
      var taken = 0;
      for (var token : part.tokens()) {
        if (uses.size() >= WRITTEN) {
          next = part.tokens().get(taken - 1).eventId();
          break;
        }
        note(uses, token);
        taken++;
      }
      isAll = part.isAll() && taken == part.tokens().size();
      if (!next.equals(position) && !write(uses, position, next)) {
        return;
      }
      position = next;
      work.done();
    }
    if (isAll) {
      readUntil = until;
    }
  }

  /// Makes whoever reads come to an end: the server stops.
  public void end() {
    ending = true;
  }

  private static void note(Map<String, Use> uses, Issuance token) {
    var said = Json.ours(token.metadata());
    if (said.path("test").asBoolean(false)) {
      return;
    }
    var agent = new AgentId(token.agentId());
    words(said.path("scope").asString(""))
        .forEach(scope ->
            uses.merge(
                agent.value() + " " + scope,
                new Use(agent, scope, token.at(), token.at()),
                (one, other) -> new Use(agent, scope, one.first(), other.last())));
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.split(" ", -1)).filter(word -> !word.isEmpty());
  }

  /// Writes down what is new for its day. Says no when another node has read this part meanwhile.
  private boolean write(Map<String, Use> uses, String position, String next) {
    var fresh = fresh(uses);
    return db.inTransaction(tx -> {
      if (!store.moveOn(tx, position, next)) {
        return false;
      }
      if (!fresh.isEmpty()) {
        store.save(tx, fresh);
      }
      return true;
    });
  }

  private List<Use> fresh(Map<String, Use> uses) {
    if (uses.isEmpty()) {
      return List.of();
    }
    var agents = uses.values().stream().map(Use::agent).distinct().toList();
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

  /// What an agent never asked for; nothing where that is not known, or it has not asked for long.
  public Scopes neverAskedFor(Agent agent) {
    if (!isFresh() || agent.scopes().isEmpty()) {
      return Scopes.NONE;
    }
    var uses = db.read(handle -> store.find(handle, List.of(agent.id())));
    return never(agent.scopes(), uses);
  }

  /// How many [#list] would have, counted up to a limit.
  public long count(int limit) {
    return find(limit).size();
  }

  /// Active agents that asked for tokens for [#LONG] and longer, that nobody has changed meanwhile,
  /// and that have scopes which they never asked for: the ones that were registered first.
  public List<Unused> list(int limit) {
    return find(limit);
  }

  private List<Unused> find(int limit) {
    if (!isFresh()) {
      return List.of();
    }
    var bound = clock.instant().minus(LONG);
    return db.readSlowly(handle -> {
      var found = new ArrayList<Unused>();
      try (var rows =
          store.ofActiveAgents(handle, Ids.firstAt(bound), bound, DEPTH, ROWS).iterator()) {
        var ofOne = new ArrayList<Row>();
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
        // Where there are more rows, those of the last agent may not be all.
        if (read < ROWS && found.size() < limit) {
          add(found, ofOne);
        }
      }
      return found;
    });
  }

  private static void add(List<Unused> found, List<Row> ofOne) {
    if (ofOne.isEmpty()) {
      return;
    }
    var first = ofOne.getFirst();
    var uses = ofOne.stream().map(Row::use).toList();
    var never = never(Scopes.of(words(first.scopes()).toList()), uses);
    if (!never.isEmpty()) {
      found.add(new Unused(first.use().agent(), first.name(), never, since(uses)));
    }
  }

  private static Instant since(List<Use> uses) {
    return uses.stream().map(Use::first).min(Instant::compareTo).orElseThrow();
  }

  private static Scopes never(Scopes scopes, List<Use> uses) {
    if (uses.isEmpty()) {
      return Scopes.NONE;
    }
    var last = uses.stream().map(Use::last).max(Instant::compareTo).orElseThrow();
    if (Duration.between(since(uses), last).compareTo(LONG) < 0) {
      return Scopes.NONE;
    }
    Set<String> asked = new HashSet<>();
    uses.forEach(use -> asked.add(use.scope()));
    return Scopes.of(scopes.values().stream().filter(scope -> !asked.contains(scope)).toList());
  }

  private boolean isFresh() {
    return readUntil.isAfter(clock.instant().minus(BEHIND).minus(FRESH));
  }
}
