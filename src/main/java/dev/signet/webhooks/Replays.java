package dev.signet.webhooks;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.webhooks.Outbox.ChainPart;
import dev.signet.webhooks.Replay.Progress;
import dev.signet.webhooks.Replay.Range;
import dev.signet.webhooks.WebhookStatus.Active;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

  /// How many replays take turns.
  private static final int MAX_IN_TURNS = 100;

  /// How long one call of the job works, as other jobs wait for its thread.
  private static final Duration MAX_TURN = Duration.ofMillis(800);

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final ChainReader chains;
  private final Webhooks webhooks;
  private final Outbox outbox;
  private final ReplayStore store = new ReplayStore();

  /// The replay that was worked on last, so that the next turn begins with another one.
  private volatile String lastAdvanced = "";

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
    return plan(webhooks.require(id, by), wish).range().estimated();
  }

  /// Starts a replay. Its deliveries are queued in the background.
  ///
  /// @throws Refused `NotFound`, `before_retention`, `webhook_disabled`, `replay_running`
  public Replay start(WebhookId id, NewReplay wish, RequestContext by) {
    var found = webhooks.require(id, by);
    requireActive(found);
    var planned = plan(found, wish);
    return db.inTransaction(tx -> {
      // Again: one that is disabled has no running replay.
      var webhook = webhooks.lock(tx, id, by.caller());
      requireActive(webhook);
      if (!store.add(tx, planned)) {
        throw WebhookRefusals.replayRunning();
      }
      audit.record(
          tx, new WebhookEvent.Replayed(webhook, planned.id(), wish.from(), wish.to()), by);
      return planned;
    });
  }

  private static void requireActive(Webhook webhook) {
    if (!(webhook.status() instanceof Active)) {
      throw WebhookRefusals.disabled();
    }
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
        positions.put(chain.chainId(), chains.lastBefore(handle, chain, wish.from()));
        until.put(chain.chainId(), chains.lastBefore(handle, chain, wish.to()));
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
              new Range(wish.events(), until, 0),
              Progress.at(positions),
              clock.instant());
      var estimated = outbox.count(handle, webhook, replay, MAX_ESTIMATED);
      return replay.with(new Range(wish.events(), until, estimated));
    });
  }

  /// Queues parts of the running replays, in turns. To be called every second.
  void advance() {
    var until = System.nanoTime() + MAX_TURN.toNanos();
    var open =
        new ArrayDeque<>(db.read(handle -> store.running(handle, lastAdvanced, MAX_IN_TURNS)));
    while (!open.isEmpty() && System.nanoTime() - until < 0) {
      var replay = open.removeFirst();
      lastAdvanced = replay.id();
      var part = audit.backgroundThrottle().begin();
      advance(replay).ifPresent(open::addLast);
      part.pause();
    }
  }

  /// @return the rest of the replay; empty when it has ended, or is not continued in this turn
  private Optional<Replay> advance(Replay replay) {
    try {
      return db.read(handle -> webhooks.store().find(handle, replay.webhook()))
          .filter(webhook -> webhook.status() instanceof Active)
          .flatMap(webhook -> advancePart(webhook, replay.isEndKnown() ? replay : withEnd(replay)));
    } catch (Refused refused) {
      LOG.atWarn()
          .addKeyValue("replay", replay.id())
          .addKeyValue("detail", refused.detail())
          .log("replay postponed");
    } catch (RuntimeException e) {
      // It delays no other replay.
      LOG.atError().addKeyValue("replay", replay.id()).setCause(e).log("replay failed");
    }
    return Optional.empty();
  }

  private Replay withEnd(Replay replay) {
    var ends = new HashMap<String, Long>();
    for (var chain : db.read(chains::extents)) {
      ends.put(chain.chainId(), chain.head());
    }
    return db.inTransaction(tx -> {
      store.setEnd(tx, replay.id(), ends);
      return store
          .findRunning(tx.handle(), replay.id())
          .orElse(replay.with(new Range(replay.range().events(), ends, 0)));
    });
  }

  /// @return the rest of the replay; empty when it has finished, or another node works on it
  private Optional<Replay> advancePart(Webhook webhook, Replay replay) {
    var next =
        replay.range().until().entrySet().stream()
            .filter(end -> replay.progress().position(end.getKey()) < end.getValue())
            .min(Map.Entry.comparingByKey());
    if (next.isEmpty()) {
      db.inTransaction(tx ->
          store.advance(tx, replay, replay.progress().positions(), Optional.of(clock.instant())));
      return Optional.empty();
    }
    var chainId = next.get().getKey();
    long end = next.get().getValue();
    var from = new ChainPosition(chainId, replay.progress().position(chainId));
    var events =
        db.readLongRunning(
            handle -> chains.events(handle, EventSelection.WITHOUT_TOKENS, from, end, PART));
    var position = events.size() < PART ? end : events.getLast().seq();
    return db.inTransaction(tx -> {
      // The position first: what another node has queued is not queued again.
      var positions = replay.advance(chainId, position, 0).progress().positions();
      if (!store.advance(tx, replay, positions, Optional.empty())) {
        return Optional.<Replay>empty();
      }
      var queued = outbox.queue(tx, webhook, new ChainPart(chainId, events), Optional.of(replay));
      store.addQueued(tx, replay.id(), queued);
      return Optional.of(replay.advance(chainId, position, queued));
    });
  }
}
