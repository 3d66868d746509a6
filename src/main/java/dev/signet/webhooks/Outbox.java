package dev.signet.webhooks;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;
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

  /// How often digests of tokens are made, and how many tokens one has at most, if their bytes fit
  /// ([MessageRenderer#MAX_TOKEN_BYTES]).
  static final Duration TOKEN_DIGEST_PERIOD = Duration.ofSeconds(10);

  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  static final int MAX_TOKENS = 500;

  /// The longest part of a chain that a digest covers: its events are read to render it.
  private static final int MAX_DIGEST_RANGE = 5_000;

  /// How many deliveries one transaction adds, unless a single event has more recipients: other
  /// writers wait for it.
  private static final int MAX_DELIVERIES = 250;

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

  /// All events but issued tokens, as many as make few deliveries. A part that no webhook receives
  /// is not written, not even the position: the webhooks are read after the events, so one that is
  /// not found is newer, or was enabled later and is sent what it missed.
  Reading.Part<ChainPart> readEvents(Handle handle, ChainPosition after, long head) {
    var events =
        chains.events(handle, EventSelection.WITHOUT_TOKENS, after, head, Reading.MAX_EVENTS);
    var recipients = recipients(handle, events);
    return part(
        events,
        after.chainId(),
        head,
        event -> (int) recipients.of(event).stream().filter(one -> receives(one, event)).count());
  }

  /// The issued tokens, if any webhook receives digests of them.
  Reading.Part<ChainPart> readTokens(Handle handle, ChainPosition after, long head) {
    if (!webhooks.isAnyForTokens(handle)) {
      return new Reading.Part<>(Optional.empty(), head);
    }
    var events = chains.events(handle, EventSelection.TOKENS, after, head, Reading.MAX_EVENTS);
    var recipients = recipients(handle, events);
    var digests = new HashMap<WebhookId, TokenDigests>();
    return part(
        events,
        after.chainId(),
        head,
        event -> {
          var own = recipients.of(event).stream().filter(one -> receivesToken(one, event)).toList();
          var bytes = own.isEmpty() ? 0 : MessageRenderer.tokenBytes(event);
          return (int)
              own.stream()
                  .filter(one ->
                      digests
                          .computeIfAbsent(one.id(), _ -> new TokenDigests())
                          .isFirst(event, bytes))
                  .count();
        });
  }

  /// Divides the tokens of a webhook among digests.
  private static final class TokenDigests {
    private int tokens;
    private int bytes;
    private long firstSeq;

    /// Whether the next token is the first one of a digest.
    boolean isFirst(FollowedEvent token, int size) {
      var isFirst =
          tokens == 0
              || tokens == MAX_TOKENS
              || bytes + size > MessageRenderer.MAX_TOKEN_BYTES
              || token.seq() - firstSeq >= MAX_DIGEST_RANGE;
      if (isFirst) {
        tokens = 0;
        bytes = 0;
        firstSeq = token.seq();
      }
      tokens++;
      bytes += size;
      return isFirst;
    }
  }

  /// As many of the events as make few deliveries, and at least one.
  ///
  /// @param deliveryCount how many deliveries an event adds
  private static Reading.Part<ChainPart> part(
      List<FollowedEvent> events,
      String chainId,
      long head,
      ToIntFunction<FollowedEvent> deliveryCount) {
    var sum = 0;
    for (var i = 0; i < events.size(); i++) {
      var added = deliveryCount.applyAsInt(events.get(i));
      if (sum > 0 && sum + added > MAX_DELIVERIES) {
        return new Reading.Part<>(
            Optional.of(new ChainPart(chainId, events.subList(0, i))), events.get(i - 1).seq());
      }
      sum += added;
    }
    return new Reading.Part<>(
        sum == 0 ? Optional.empty() : Optional.of(new ChainPart(chainId, events)),
        events.size() < Reading.MAX_EVENTS ? head : events.getLast().seq());
  }

  /// The active webhooks by organization, those of all organizations under the empty id.
  private record Recipients(Map<String, List<Webhook>> byOrganization) {
    List<Webhook> of(FollowedEvent event) {
      var all = byOrganization.getOrDefault("", List.of());
      var own = event.organizationId().map(id -> byOrganization.getOrDefault(id, List.of()));
      if (own.isEmpty() || own.get().isEmpty()) {
        return all;
      }
      var both = new ArrayList<>(all);
      both.addAll(own.get());
      return both;
    }
  }

  /// The active webhooks that may receive some of the events: those of their organizations, and
  /// those of all organizations.
  private Recipients recipients(Handle handle, List<FollowedEvent> events) {
    var organizations =
        events.stream().flatMap(event -> event.organizationId().stream()).distinct().toList();
    var found = events.isEmpty() ? List.<Webhook>of() : webhooks.activeFor(handle, organizations);
    return new Recipients(
        found.stream()
            .collect(
                groupingBy(
                    webhook -> webhook.organization().map(OrganizationId::value).orElse(""))));
  }

  /// Queues the events of a part for the active webhooks that receive them.
  void queueEvents(Tx tx, ChainPart part) {
    forRecipients(
        tx, part, this::receives, (webhook, own) -> queue(tx, webhook, own, Optional.empty()));
  }

  /// Calls the action for each recipient with its events.
  private void forRecipients(
      Tx tx,
      ChainPart part,
      BiPredicate<Webhook, FollowedEvent> receives,
      BiConsumer<Webhook, ChainPart> action) {
    var recipients = recipients(tx.handle(), part.events());
    var events = new TreeMap<String, List<FollowedEvent>>();
    var found = new HashMap<String, Webhook>();
    for (var event : part.events()) {
      for (var webhook : recipients.of(event)) {
        if (receives.test(webhook, event)) {
          found.put(webhook.id().value(), webhook);
          events.computeIfAbsent(webhook.id().value(), _ -> new ArrayList<>()).add(event);
        }
      }
    }
    events.forEach((id, own) ->
        action.accept(requireNonNull(found.get(id)), new ChainPart(part.chainId(), own)));
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
          || replay.filter(one -> !one.range().events().matches(event.action())).isPresent()) {
        continue;
      }
      if (event.action().equals(SentEvents.AUTH_FAILED)) {
        queued += queueFailure(tx, webhook, part.chainId(), event, replayId, now);
      } else {
        single.add(delivery(webhook, source(part.chainId(), event), replayId));
      }
    }
    queued += single.isEmpty() ? 0 : deliveries.add(tx, webhook.id(), single, now, now);
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
        new DeliveryId(ids.next()), source, replayId, webhook.subscription().options().version());
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
        webhook.id(),
        List.of(delivery(webhook, source, replayId)),
        now,
        due.isAfter(now) ? due : now.plusMillis(1));
  }

  /// Queues digests of the tokens of a part.
  void queueTokens(Tx tx, ChainPart part) {
    var bytes = new HashMap<Long, Integer>();
    forRecipients(
        tx,
        part,
        Outbox::receivesToken,
        (webhook, own) ->
            queueTokens(
                tx,
                webhook,
                own,
                event ->
                    bytes.computeIfAbsent(event.seq(), _ -> MessageRenderer.tokenBytes(event))));
  }

  private void queueTokens(
      Tx tx, Webhook webhook, ChainPart part, ToIntFunction<FollowedEvent> bytes) {
    var now = clock.instant();
    var digests = new TokenDigests();
    var collected = new ArrayList<FollowedEvent>();
    var added = new ArrayList<NewDelivery>();
    for (var event : part.events()) {
      if (digests.isFirst(event, bytes.applyAsInt(event)) && !collected.isEmpty()) {
        added.add(tokenDigest(webhook, part.chainId(), collected));
        collected.clear();
      }
      collected.add(event);
    }
    if (!collected.isEmpty()) {
      added.add(tokenDigest(webhook, part.chainId(), collected));
    }
    if (!added.isEmpty()) {
      deliveries.add(tx, webhook.id(), added, now, now);
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
    return sentEvents.isSentTo(webhook.reach(), event)
        && webhook.covers(event)
        && webhook.subscription().events().matches(event.action())
        && !isAbout(webhook, event);
  }

  private static boolean receivesToken(Webhook webhook, FollowedEvent event) {
    return webhook.subscription().options().includeTokens()
        && webhook.covers(event)
        && !isFromBefore(webhook, event);
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
    for (var end : replay.range().until().entrySet()) {
      var at = replay.progress().position(end.getKey());
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
                .filter(event ->
                    receives(webhook, event) && replay.range().events().matches(event.action()))
                .count();
        read += events.size();
        at = events.size() < Reading.MAX_EVENTS ? end.getValue() : events.getLast().seq();
      }
    }
    return count;
  }
}
