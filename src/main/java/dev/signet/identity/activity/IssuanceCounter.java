package dev.signet.identity.activity;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ChainPosition;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentListener;
import dev.signet.identity.agents.Agents;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the tokens issued to each agent, and prevents issuance from an outdated snapshot.
///
/// On a database that other nodes also write, each issuing transaction updates its agents' rows.
/// This locks them, so a transaction that suspends an agent waits for it.
///
/// On a embedded database a single thread writes, and the snapshots of agents are exact between two
/// of its transactions ([Agents#find]), so comparing the revision there is sufficient. Issuance
/// does not update the rows, because each token would dirty a different page among a million
/// agents: counts are collected in memory and written later in batches ([#flush]). Correctness does
/// not depend on the memory. The audit log contains each token, one row records how far the meters
/// follow it, and the next start counts what a killed process had not written from the log. Readers
/// get the sum of row and memory.
public final class IssuanceCounter implements AgentListener {
  /// The most that is written in one transaction. Other transactions wait for the writer that long.
  private static final int FLUSH_BATCH = 500;

  /// The counts in memory. A row records the flush that last included it, so a reader that takes
  /// this before reading the row can tell which of the two counts the row already includes.
  ///
  /// @param number of the flush that writes `flushing`; the next one writes `pending`
  /// @param pending only the writer adds to it
  private record InMemory(
      long number,
      Map<AgentId, IssuanceIncrement> flushing,
      Map<AgentId, IssuanceIncrement> pending) {}

  /// An unfinished flush.
  ///
  /// @param upTo the position in the audit log that the meters follow it to
  private record FlushInProgress(
      long number, ChainPosition upTo, Map<AgentId, IssuanceIncrement> flushing) {}

  private final Db db;
  private final Audit audit;
  private final Agents registry;
  private final boolean writesLater;
  private final IssuanceCounterStore store = new IssuanceCounterStore();
  private volatile InMemory memory;
  private volatile Optional<FlushInProgress> flushInProgress = Optional.empty();

  /// Counts what a killed process had not written.
  public IssuanceCounter(Db db, Audit audit, Agents registry) {
    this.db = db;
    this.audit = audit;
    this.registry = registry;
    this.writesLater = !db.dialect().isShared();
    this.memory =
        new InMemory(
            writesLater ? db.inTransaction(this::catchUp) : 0, Map.of(), new ConcurrentHashMap<>());
  }

  @Override
  public void onRegistered(Tx tx, Agent agent) {
    store.add(tx, agent.id(), agent.revision());
  }

  /// Where rows are locked, this waits for transactions that have already counted to commit, and
  /// makes later ones wait for this transaction.
  @Override
  public void onNewRevision(Tx tx, AgentId id, long revision) {
    store.setRevision(tx, id, revision);
  }

  /// Counts the tokens that a transaction issues, and ensures that no agent has changed since its
  /// snapshot was read and none changes until the end of the transaction.
  ///
  /// @param issued at most one entry per agent
  /// @return the agents that have another revision; nothing is counted for them, and nothing may be
  ///   issued to them from these snapshots
  public Set<AgentId> count(Tx tx, Collection<IssuanceIncrement> issued) {
    // Rows are locked in the same order everywhere, so two transactions never deadlock.
    var ordered = issued.stream().sorted(Comparator.comparing(IssuanceIncrement::agent)).toList();
    return writesLater ? addToPending(tx, ordered) : countInRows(tx, ordered);
  }

  private Set<AgentId> countInRows(Tx tx, List<IssuanceIncrement> ordered) {
    var counted = store.count(tx, ordered);
    var movedOn = new HashSet<AgentId>();
    for (var i = 0; i < counted.length; i++) {
      if (!counted[i]) {
        movedOn.add(ordered.get(i).agent());
      }
    }
    return movedOn;
  }

  private Set<AgentId> addToPending(Tx tx, List<IssuanceIncrement> ordered) {
    var movedOn = new HashSet<AgentId>();
    var counted = new ArrayList<IssuanceIncrement>(ordered.size());
    for (var metered : ordered) {
      if (isCurrent(metered)) {
        counted.add(metered);
      } else {
        movedOn.add(metered.agent());
      }
    }
    tx.afterCommit(() ->
        counted.forEach(one -> memory.pending().merge(one.agent(), one, IssuanceIncrement::plus)));
    return movedOn;
  }

  private boolean isCurrent(IssuanceIncrement metered) {
    return registry
        .find(metered.agent())
        .filter(agent -> agent.revision() == metered.revision())
        .isPresent();
  }

  /// The totals of an agent, including every token that was answered before this call.
  public IssuanceTotals find(AgentId agent) {
    return find(List.of(agent)).getOrDefault(agent, IssuanceTotals.ZERO);
  }

  /// The totals of each of these agents, including every token that was answered before this call.
  public Map<AgentId, IssuanceTotals> find(Collection<AgentId> agents) {
    if (agents.isEmpty()) {
      return Map.of();
    }
    var before = memory;
    var rows = db.read(handle -> store.find(handle, agents));
    var found = new HashMap<AgentId, IssuanceTotals>();
    rows.forEach((agent, row) -> {
      var meter = row.totals();
      if (row.flushNumber() < before.number()) {
        meter = meter.plus(before.flushing().get(agent));
      }
      if (row.flushNumber() <= before.number()) {
        meter = meter.plus(before.pending().get(agent));
      }
      found.put(agent, meter);
    });
    return found;
  }

  /// Writes the collected counts. A job calls it periodically, and it is called before the database
  /// is closed. Counts that could not be written come first in the next flush.
  public synchronized void flush() {
    if (writesLater) {
      flushInProgress.or(this::beginFlush).ifPresent(this::writeFlush);
    }
  }

  private Optional<FlushInProgress> beginFlush() {
    // Between two transactions of the writer, memory and audit log are at the same position.
    db.inTransaction(tx -> {
      tx.afterCommit(() -> {
        var now = memory;
        if (!now.pending().isEmpty()) {
          memory = new InMemory(now.number() + 1, now.pending(), new ConcurrentHashMap<>());
          flushInProgress =
              Optional.of(
                  new FlushInProgress(memory.number(), audit.chainPosition(), now.pending()));
        }
      });
      return tx;
    });
    return flushInProgress;
  }

  private void writeFlush(FlushInProgress settlement) {
    // In row order, so that adjacent rows are written together.
    var ordered =
        settlement.flushing().values().stream()
            .sorted(Comparator.comparing(IssuanceIncrement::agent))
            .toList();
    for (var from = 0; from < ordered.size(); from += FLUSH_BATCH) {
      var some = ordered.subList(from, Math.min(ordered.size(), from + FLUSH_BATCH));
      db.inTransaction(tx -> {
        store.beginFlush(tx, settlement.upTo().seq());
        store.flush(tx, some, settlement.number());
        return tx;
      });
    }
    db.inTransaction(tx -> {
      store.finishFlush(tx, settlement.number(), settlement.upTo());
      return tx;
    });
    flushInProgress = Optional.empty();
  }

  /// @return the number of this flush
  private long catchUp(Tx tx) {
    var here = audit.chainPosition();
    var last = store.lastFlush(tx);
    if (last.isEmpty()) {
      // Until now every transaction updated the totals itself.
      store.addFirst(tx, here);
      return 0;
    }
    // The number may be that of an unfinished flush.
    var number = last.get().number() + 2;
    store.flush(tx, issuedSince(tx, last.get()), number);
    store.finishFlush(tx, number, here);
    return number;
  }

  private List<IssuanceIncrement> issuedSince(Tx tx, IssuanceCounterStore.Flush last) {
    var issued = audit.issuancesSince(tx.handle(), last.upTo());
    var agents = issued.stream().map(one -> new AgentId(one.agentId())).distinct().toList();
    var rows = store.find(tx.handle(), agents);
    var sums = new HashMap<AgentId, IssuanceIncrement>();
    for (var one : issued) {
      var agent = new AgentId(one.agentId());
      var row = rows.get(agent);
      var wasSettled =
          row != null && row.flushNumber() > last.number() && one.seq() <= last.nextSeq().orElse(0);
      if (!wasSettled) {
        var refreshes = one.isRefresh() ? 1 : 0;
        sums.merge(
            agent,
            new IssuanceIncrement(agent, 0, 1, refreshes, one.at()),
            IssuanceIncrement::plus);
      }
    }
    return List.copyOf(sums.values());
  }
}
