package dev.signet.webhooks;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ChainExtent;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.webhooks.Outbox.ChainPart;
import dev.signet.webhooks.WebhookStatus.Active;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends events again from a time on, delivered or not, and what a webhook missed while it was
/// disabled.
public final class Replays {
  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

  /// How many events are counted for an estimate.
  private static final int MAX_ESTIMATED = 20_000;

  /// How many events one transaction queues: other writers wait for it.
  private static final int PART = 250;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final ChainReader chains;
  private final Webhooks webhooks;
  private final Outbox outbox;
  private final ReplayStore store = new ReplayStore();

  Replays(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      ChainReader chains,
      Webhooks webhooks,
      Outbox outbox) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.chains = chains;
    this.webhooks = webhooks;
    this.outbox = outbox;
  }

  /// A requested replay.
  ///
  /// @param to exclusive
  /// @param events which of the webhook's events
  public record NewReplay(Instant from, Instant to, EventPatterns events) {}

  /// How many deliveries a replay would make, counted as far as the first events of its time.
  ///
  /// @throws Refused `NotFound`, `before_retention`
  public long estimate(WebhookId id, NewReplay wish, RequestContext by) {
    return plan(webhooks.require(id, by), wish).estimated();
  }

  /// Starts a replay. Its deliveries are queued in the background.
  ///
  /// @throws Refused `NotFound`, `before_retention`, `webhook_disabled`, `replay_running`
  public Replay start(WebhookId id, NewReplay wish, RequestContext by) {
    var webhook = webhooks.require(id, by);
    if (!(webhook.status() instanceof Active)) {
      throw WebhookRefusals.disabled();
    }
    var planned = plan(webhook, wish);
    return db.inTransaction(tx -> {
      if (!store.add(tx, planned)) {
        throw WebhookRefusals.replayRunning();
      }
      audit.record(
          tx, new WebhookEvent.Replayed(webhook, planned.id(), wish.from(), wish.to()), by);
      return planned;
    });
  }

  /// A replay that must exist.
  ///
  /// @throws Refused `NotFound`
  public Replay require(WebhookId id, String replayId, RequestContext by) {
    var webhook = webhooks.require(id, by);
    return db.read(handle -> store.find(handle, webhook.id(), replayId))
        .orElseThrow(WebhookRefusals::replayNotFound);
  }

  private Replay plan(Webhook webhook, NewReplay wish) {
    return db.readLongRunning(handle -> {
      var positions = new HashMap<String, Long>();
      var until = new HashMap<String, Long>();
      var oldest = Optional.<Instant>empty();
      var isPruned = false;
      for (var chain : chains.extents(handle)) {
        var first = chains.timeAfter(handle, new ChainPosition(chain.chainId(), chain.pruned()));
        if (first.isEmpty()) {
          isPruned |= chain.pruned() > 0;
          continue;
        }
        isPruned |= chain.pruned() > 0 && !first.get().isBefore(wish.from());
        oldest = oldest.filter(first.get()::isAfter).or(() -> first);
        positions.put(chain.chainId(), lastBefore(handle, chain, wish.from()));
        until.put(chain.chainId(), lastBefore(handle, chain, wish.to()));
      }
      if (isPruned && oldest.filter(wish.from()::isBefore).isPresent()) {
        throw WebhookRefusals.beforeRetention(oldest.get());
      }
      until.entrySet().removeIf(end -> end.getValue() <= positions.getOrDefault(end.getKey(), 0L));
      positions.keySet().retainAll(until.keySet());
      var replay =
          new Replay(
              ids.next(),
              webhook.id(),
              false,
              wish.events(),
              positions,
              until,
              Replay.Status.RUNNING,
              0,
              0,
              clock.instant(),
              Optional.empty());
      var estimated = outbox.count(handle, webhook, replay, MAX_ESTIMATED);
      return new Replay(
          replay.id(),
          replay.webhook(),
          false,
          replay.events(),
          positions,
          until,
          replay.status(),
          0,
          estimated,
          replay.createdAt(),
          Optional.empty());
    });
  }

  /// The last event of a chain before a time, found by halving: times do not decrease in a chain,
  /// unless the clock of its node was set back.
  private long lastBefore(Handle handle, ChainExtent chain, Instant time) {
    var low = chain.pruned();
    var high = chain.head();
    while (low < high) {
      var middle = low + (high - low) / 2;
      var next = chains.timeAfter(handle, new ChainPosition(chain.chainId(), middle));
      if (next.isPresent() && next.get().isBefore(time)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Queues a part of each running replay. To be called every second.
  void advance() {
    for (var replay : db.read(store::running)) {
      try {
        advance(replay);
      } catch (Refused refused) {
        LOG.atWarn()
            .addKeyValue("replay", replay.id())
            .addKeyValue("detail", refused.detail())
            .log("replay postponed");
      }
    }
  }

  private void advance(Replay replay) {
    var webhook =
        db.read(handle -> webhooks.store().find(handle, replay.webhook()))
            .filter(found -> found.status() instanceof Active);
    if (webhook.isEmpty()) {
      return;
    }
    var at = Optional.of(replay.isEndKnown() ? replay : withEnd(replay));
    // A job runs for a few parts at most, so that replays take turns.
    for (var part = 0; part < 10 && at.isPresent(); part++) {
      at = advancePart(webhook.get(), at.get());
    }
  }

  private Replay withEnd(Replay replay) {
    var ends = new HashMap<String, Long>();
    for (var chain : db.read(chains::extents)) {
      ends.put(chain.chainId(), chain.head());
    }
    return db.inTransaction(tx -> {
      store.setEnd(tx, replay.id(), ends);
      return store.findRunning(tx.handle(), replay.id()).orElse(replay.with(ends));
    });
  }

  /// @return the rest of the replay; empty when it has finished, or another node works on it
  private Optional<Replay> advancePart(Webhook webhook, Replay replay) {
    var next =
        replay.until().entrySet().stream()
            .filter(end -> replay.positions().getOrDefault(end.getKey(), 0L) < end.getValue())
            .min(Map.Entry.comparingByKey());
    if (next.isEmpty()) {
      db.inTransaction(
          tx -> store.advance(tx, replay, replay.positions(), Optional.of(clock.instant())));
      return Optional.empty();
    }
    var chainId = next.get().getKey();
    long end = next.get().getValue();
    var from = new ChainPosition(chainId, replay.positions().getOrDefault(chainId, 0L));
    var events =
        db.readLongRunning(
            handle -> chains.events(handle, EventSelection.WITHOUT_TOKENS, from, end, PART));
    var positions = new HashMap<>(replay.positions());
    positions.put(chainId, events.size() < PART ? end : events.getLast().seq());
    return db.inTransaction(tx -> {
      // The position first: what another node has queued is not queued again.
      if (!store.advance(tx, replay, positions, Optional.empty())) {
        return Optional.<Replay>empty();
      }
      var queued = outbox.queue(tx, webhook, new ChainPart(chainId, events), Optional.of(replay));
      store.addQueued(tx, replay.id(), queued);
      return Optional.of(
          new Replay(
              replay.id(),
              replay.webhook(),
              replay.isResume(),
              replay.events(),
              positions,
              replay.until(),
              replay.status(),
              replay.queued() + queued,
              replay.estimated(),
              replay.createdAt(),
              Optional.empty()));
    });
  }
}
