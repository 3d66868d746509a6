package dev.signet.identity.agents;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ChainPosition;
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

/// What has been issued to each agent, and the guard that nothing is issued from a snapshot that is
/// out of date.
///
/// On a database that other nodes write as well, each transaction that issues counts in its agents'
/// rows: that locks them, and who deactivates an agent waits for it.
///
/// On a database of our own one thread writes, and the snapshots of agents are exact between two of
/// its transactions ([AgentSnapshots]), so looking at the revision there is guard enough. Issuing
/// leaves the rows alone, as each token would dirty a page of its own among a million agents:
/// counts are gathered in memory, and written behind, many at a time ([#flush]). Nothing depends on
/// the memory. The audit trail has each token, one row says how far the meters follow it, and what
/// a killed process had not written is counted from the trail at the next start. Whoever asks is
/// told the sum of row and memory.
final class Meters {
  /// In one transaction. Others wait for the writer that long.
  private static final int FLUSH_BATCH = 500;

  /// What is in memory. A row says in which settlement it was last, so whoever took this before he
  /// read the row knows which of the two it has already.
  ///
  /// @param number of the settlement that writes `settling`; the next one writes `gathered`
  /// @param pending only the writer adds to it
  private record InMemory(
      long number,
      Map<AgentId, IssuanceIncrement> flushing,
      Map<AgentId, IssuanceIncrement> pending) {}

  /// A settlement that is not finished.
  ///
  /// @param upTo the place in the trail that the meters follow it to
  private record FlushInProgress(
      long number, ChainPosition upTo, Map<AgentId, IssuanceIncrement> flushing) {}

  private final Db db;
  private final Audit audit;
  private final AgentSnapshots snapshots;
  private final boolean writesLater;
  private final MeterStore store = new MeterStore();
  private volatile InMemory memory;
  private volatile Optional<FlushInProgress> flushInProgress = Optional.empty();

  /// Counts what a process that was killed had not written.
  Meters(Db db, Audit audit, AgentSnapshots snapshots) {
    this.db = db;
    this.audit = audit;
    this.snapshots = snapshots;
    this.writesLater = !db.dialect().isShared();
    this.memory =
        new InMemory(
            writesLater ? db.inTransaction(this::catchUp) : 0, Map.of(), new ConcurrentHashMap<>());
  }

  void add(Tx tx, AgentId id, long revision) {
    store.add(tx, id, revision);
  }

  /// From now on nothing is issued from a snapshot of another revision. Where rows are locked, this
  /// waits for those who have counted already to commit, and makes the rest wait for this
  /// transaction.
  void setRevision(Tx tx, AgentId id, long revision) {
    store.setRevision(tx, id, revision);
  }

  /// Counts what a transaction issues.
  ///
  /// @param issued names no agent twice
  /// @return the agents that have another revision; for them nothing is counted
  Set<AgentId> count(Tx tx, Collection<IssuanceIncrement> issued) {
    // In one order everywhere: so two transactions never wait for each other.
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
    return snapshots
        .find(metered.agent())
        .filter(agent -> agent.revision() == metered.revision())
        .isPresent();
  }

  /// What has been issued to each of these agents; no token is left out that was answered before
  /// the question.
  Map<AgentId, IssuanceTotals> find(Collection<AgentId> agents) {
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

  /// Writes what was gathered. A job calls it now and then, and whoever closes the database before.
  /// What could not be written is in the next settlement's place first.
  synchronized void flush() {
    if (writesLater) {
      flushInProgress.or(this::beginFlush).ifPresent(this::writeFlush);
    }
  }

  private Optional<FlushInProgress> beginFlush() {
    // Between two transactions of the writer, where memory and trail have come equally far.
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
    // In the order of the rows, so that neighbours are written together.
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

  /// @return the number of the settlement that this was
  private long catchUp(Tx tx) {
    var here = audit.chainPosition();
    var last = store.lastFlush(tx);
    if (last.isEmpty()) {
      // Until now every transaction counted by itself.
      store.addFirst(tx, here);
      return 0;
    }
    // One number may be that of a settlement that was not finished.
    var number = last.get().number() + 2;
    store.flush(tx, issuedSince(tx, last.get()), number);
    store.finishFlush(tx, number, here);
    return number;
  }

  private List<IssuanceIncrement> issuedSince(Tx tx, MeterStore.Flush last) {
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
