package dev.signet.webhooks;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import dev.signet.events.followers.Reading;
import dev.signet.webhooks.Delivery.MessageSource;
import dev.signet.webhooks.DeliveryStore.NewDelivery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Queues a delivery for each event and each webhook that receives it, in the transaction that
/// moves the position in the audit log: so each event is queued once, whichever node reads it.
final class Outbox {

  /// A part of a chain.
  record ChainPart(String chainId, List<FollowedEvent> events) {
    ChainPart {
      events = List.copyOf(events);
    }
  }

  /// How often digests of tokens are made, and how many tokens one has at most.
  static final Duration TOKEN_DIGEST_PERIOD = Duration.ofSeconds(10);

  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  static final int MAX_TOKENS = 500;

  /// The longest part of a chain that a digest covers: its events are read to render it.
  private static final int MAX_DIGEST_RANGE = 5_000;

  private final Ids ids;
  private final Clock clock;
  private final ChainReader chains;
  private final SentEvents sentEvents;
  private final WebhookStore webhooks;
  private final DeliveryStore deliveries;
  private final Webhooks.Wakeup wakeup;

  Outbox(
      Db db,
      Ids ids,
      Clock clock,
      ChainReader chains,
      SentEvents sentEvents,
      Webhooks.Wakeup wakeup) {
    this.ids = ids;
    this.clock = clock;
    this.chains = chains;
    this.sentEvents = sentEvents;
    this.webhooks = new WebhookStore(db.dialect());
    this.deliveries = new DeliveryStore(db.dialect());
    this.wakeup = wakeup;
  }

  /// All events but issued tokens. Without a webhook nothing is written, not even the position: the
  /// check comes after the reading, so a webhook that it does not find is newer than the events.
  Reading.Part<ChainPart> readEvents(Handle handle, ChainPosition after, long head) {
    return part(handle, EventSelection.WITHOUT_TOKENS, after, head);
  }

  /// The issued tokens, if any webhook receives digests of them.
  Reading.Part<ChainPart> readTokens(Handle handle, ChainPosition after, long head) {
    return webhooks.isAnyForTokens(handle)
        ? part(handle, EventSelection.TOKENS, after, head)
        : new Reading.Part<>(Optional.empty(), head);
  }

  private Reading.Part<ChainPart> part(
      Handle handle, EventSelection selection, ChainPosition after, long head) {
    var events = chains.events(handle, selection, after, head, Reading.MAX_EVENTS);
    return new Reading.Part<>(
        events.isEmpty() || !webhooks.isAny(handle)
            ? Optional.empty()
            : Optional.of(new ChainPart(after.chainId(), events)),
        events.size() < Reading.MAX_EVENTS ? head : events.getLast().seq());
  }

  /// Queues the events of a part for all active webhooks.
  void queueEvents(Tx tx, ChainPart part) {
    webhooks.shareGate(tx);
    for (var webhook : webhooks.active(tx.handle())) {
      queue(tx, webhook, part, Optional.empty());
    }
  }

  /// Queues the events of a part for one webhook.
  ///
  /// @param replay the replay that sends them again; empty for a first delivery
  /// @return how many deliveries were queued
  int queue(Tx tx, Webhook webhook, ChainPart part, Optional<Replay> replay) {
    if (webhook.subscription().options().ordered()) {
      // Another node's clock may be behind the ids that it has given.
      deliveries.newestId(tx.handle(), webhook.id()).ifPresent(ids::continueAfter);
    }
    var replayId = replay.filter(one -> !one.isResume()).map(Replay::id).orElse("");
    var now = clock.instant();
    var single = new ArrayList<NewDelivery>();
    var queued = 0;
    for (var event : part.events()) {
      if ((replay.isEmpty() && isFromBefore(webhook, event))
          || !receives(webhook, event)
          || replay.filter(one -> !one.events().matches(event.action())).isPresent()) {
        continue;
      }
      if (event.action().equals(SentEvents.AUTH_FAILED)) {
        queued += queueFailure(tx, webhook, part.chainId(), event, replayId, now);
      } else {
        single.add(delivery(webhook, source(part.chainId(), event), replayId));
      }
    }
    queued += single.isEmpty() ? 0 : deliveries.add(tx, single, now, now);
    if (queued > 0) {
      tx.afterCommit(() -> wakeup.wake(webhook.id()));
    }
    return queued;
  }

  /// Whether an event happened before the webhook was created: for the events that are read late,
  /// such as those of a node that was killed. The clocks of nodes differ, so a webhook may receive
  /// events of the minute before, and never misses one.
  private static boolean isFromBefore(Webhook webhook, FollowedEvent event) {
    return event.at().isBefore(webhook.createdAt().minus(CLOCK_TOLERANCE));
  }

  private NewDelivery delivery(Webhook webhook, MessageSource source, String replayId) {
    return new NewDelivery(
        new DeliveryId(ids.next()),
        webhook.id(),
        source,
        replayId,
        webhook.subscription().options().version());
  }

  private static MessageSource source(String chainId, FollowedEvent event) {
    return new MessageSource(
        event.eventId(), event.action(), chainId, event.seq(), event.seq(), "");
  }

  /// Failed authentications are sent as one digest for each client and minute, because an attacker
  /// can cause any number of them.
  private int queueFailure(
      Tx tx, Webhook webhook, String chainId, FollowedEvent event, String replayId, Instant now) {
    var minute = event.at().truncatedTo(ChronoUnit.MINUTES);
    var digest =
        event.organizationId().orElse("")
            + "|"
            + event.agentId().orElse("")
            + "|"
            + Json.time(minute);
    var source =
        new MessageSource(
            event.eventId(), event.action(), chainId, event.seq(), event.seq(), digest);
    if (deliveries.extendDigest(tx, webhook.id(), source, replayId, MAX_DIGEST_RANGE, now)) {
      return 0;
    }
    var due = minute.plus(Duration.ofMinutes(1));
    return deliveries.add(
        tx,
        List.of(delivery(webhook, source, replayId)),
        now,
        due.isAfter(now) ? due : now.plusMillis(1));
  }

  /// Queues digests of the tokens of a part.
  void queueTokens(Tx tx, ChainPart part) {
    webhooks.shareGate(tx);
    for (var webhook : webhooks.active(tx.handle())) {
      if (webhook.subscription().options().includeTokens()) {
        queueTokens(tx, webhook, part);
      }
    }
  }

  private void queueTokens(Tx tx, Webhook webhook, ChainPart part) {
    var now = clock.instant();
    var collected = new ArrayList<FollowedEvent>();
    var added = new ArrayList<NewDelivery>();
    for (var event : part.events()) {
      if (!isOfWebhook(webhook, event) || isFromBefore(webhook, event)) {
        continue;
      }
      if (!collected.isEmpty()
          && (collected.size() == MAX_TOKENS
              || event.seq() - collected.getFirst().seq() >= MAX_DIGEST_RANGE)) {
        added.add(tokenDigest(webhook, part.chainId(), collected));
        collected.clear();
      }
      collected.add(event);
    }
    if (!collected.isEmpty()) {
      added.add(tokenDigest(webhook, part.chainId(), collected));
    }
    if (!added.isEmpty()) {
      deliveries.add(tx, added, now, now);
      tx.afterCommit(() -> wakeup.wake(webhook.id()));
    }
  }

  private NewDelivery tokenDigest(Webhook webhook, String chainId, List<FollowedEvent> tokens) {
    return delivery(
        webhook,
        new MessageSource(
            tokens.getFirst().eventId(),
            SentEvents.TOKEN_DIGEST,
            chainId,
            tokens.getFirst().seq(),
            tokens.getLast().seq(),
            "tokens"),
        "");
  }

  /// Whether a webhook receives an event: of its organization and its agents, of a type that it has
  /// subscribed to, and not about itself.
  private boolean receives(Webhook webhook, FollowedEvent event) {
    return (webhook.organization().isEmpty()
            ? sentEvents.find(event.action()).isPresent()
            : sentEvents.isForOrganizations(event.action()))
        && isOfWebhook(webhook, event)
        && webhook.subscription().events().matches(event.action())
        && !isAbout(webhook, event);
  }

  private static boolean isOfWebhook(Webhook webhook, FollowedEvent event) {
    var agents = webhook.subscription().agentIds();
    return webhook
            .organization()
            .map(OrganizationId::value)
            .map(own -> event.organizationId().filter(own::equals).isPresent())
            .orElse(true)
        && (agents.isEmpty() || event.agentId().filter(agents::contains).isPresent());
  }

  private static boolean isAbout(Webhook webhook, FollowedEvent event) {
    return event.action().startsWith("webhook.")
        && Json.parseOwnIfReadable(event.metadata())
            .filter(metadata ->
                metadata.path(WebhookEvents.WEBHOOK_ID).asString("").equals(webhook.id().value()))
            .isPresent();
  }

  /// How many sent events a webhook receives in a range, counted up to a limit.
  long count(Handle handle, Webhook webhook, Replay replay, int limit) {
    var count = 0L;
    var read = 0;
    for (var end : replay.until().entrySet()) {
      var at = replay.positions().getOrDefault(end.getKey(), 0L);
      while (at < end.getValue() && read < limit) {
        var events =
            chains.events(
                handle,
                EventSelection.WITHOUT_TOKENS,
                new ChainPosition(end.getKey(), at),
                end.getValue(),
                Reading.MAX_EVENTS);
        count +=
            events.stream()
                .filter(
                    event -> receives(webhook, event) && replay.events().matches(event.action()))
                .count();
        read += events.size();
        at = events.size() < Reading.MAX_EVENTS ? end.getValue() : events.getLast().seq();
      }
    }
    return count;
  }
}
