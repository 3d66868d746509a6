package dev.signet.webhooks;

import dev.signet.base.fetch.NameResolution;
import dev.signet.base.fetch.PostClient;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.followers.FollowerPlan;
import dev.signet.events.followers.FollowerPlan.Start;
import dev.signet.events.followers.Followers;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quotas;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Builds the webhooks.
public final class WebhooksRoom implements Room {
  private final Foundation foundation;
  private final Audit audit;
  private final IdempotentRequests idempotent;
  private final SentEvents sentEvents;
  private final Webhooks webhooks;
  private final Deliveries deliveries;
  private final BulkChanges changes;
  private final Replays replays;
  private final EventFeed feed;
  private final Dispatcher dispatcher;

  /// Set once it is built; deliveries are queued before only when the server starts.
  private volatile @Nullable Dispatcher woken;

  public WebhooksRoom(
      Foundation foundation,
      Audit audit,
      Followers followers,
      IdempotentRequests idempotent,
      Organizations organizations,
      Quotas quotas,
      Agents agents,
      EventCatalog catalog,
      NameResolution names,
      WebhookSettings settings) {
    this.foundation = foundation;
    this.audit = audit;
    this.idempotent = idempotent;
    var db = foundation.db();
    var ids = foundation.ids();
    var clock = foundation.clock();
    var chains = followers.chains();
    sentEvents = new SentEvents(catalog);
    var client = foundation.shutdown().add(new PostClient(settings.addresses(), names));
    var outbox = new Outbox(db, ids, clock, chains, sentEvents, this::wake);
    var follower =
        followers.add(
            new FollowerPlan("webhooks", Start.HEADS, FollowerPlan.LIVE),
            outbox::readEvents,
            outbox::queueEvents);
    var _ =
        followers.add(
            new FollowerPlan("webhook-tokens", Start.HEADS, Outbox.TOKEN_DIGEST_PERIOD),
            outbox::readTokens,
            outbox::queueTokens);
    webhooks =
        new Webhooks(
            db,
            audit,
            ids,
            clock,
            organizations,
            quotas,
            agents,
            new WebhookSecrets(
                foundation.secrets().master(),
                foundation.secrets().generator(),
                foundation.secrets().keyedHash()),
            follower::positions,
            this::wake,
            settings.isRetentionLongEnough(),
            new UrlCheck(client, foundation.issuer()),
            sentEvents);
    var renderer = new MessageRenderer(chains, sentEvents);
    var sender = new Sender(db, clock, webhooks, renderer, client);
    changes =
        new BulkChanges(db, clock, audit.backgroundThrottle(), this::wake, foundation.meters());
    deliveries =
        new Deliveries(db, audit, ids, clock, webhooks, renderer, sender, changes, this::wake);
    replays = new Replays(db, audit, ids, clock, chains, webhooks, outbox);
    feed = new EventFeed(db, clock, chains, sentEvents, renderer);
    dispatcher =
        new Dispatcher(
            db,
            clock,
            webhooks,
            sender,
            new RetrySchedule(new SecureRandom()),
            foundation.meters());
    woken = dispatcher;
  }

  private void wake(WebhookId webhook) {
    var built = woken;
    if (built != null) {
      built.wake(webhook);
    }
  }

  public Webhooks webhooks() {
    return webhooks;
  }

  public Deliveries deliveries() {
    return deliveries;
  }

  public Replays replays() {
    return replays;
  }

  public LeakHandler leakHandler() {
    return new WebhookLeakHandler(foundation.db(), audit, webhooks, foundation.clock());
  }

  @Override
  public void mount(Router router) {
    var requests = new WebhookRequests(webhooks, sentEvents);
    new WebhookRoutes(webhooks, deliveries, sentEvents, requests, idempotent).mount(router);
    new QuickWebhookRoutes(webhooks, deliveries, sentEvents, requests, idempotent).mount(router);
    new DeliveryRoutes(deliveries, replays, sentEvents, foundation.clock()).mount(router);
    new EventFeedRoutes(feed, sentEvents).mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofSeconds(1), "webhook-replays", replays::advance);
    jobs.every(Duration.ofSeconds(1), "webhook-bulk-changes", changes::advance);
    jobs.every(
        Duration.ofMinutes(10),
        "webhook-deliveries",
        () -> deliveries.deleteExpired(foundation.expiry().instant()));
  }

  /// Begins to send. Closing what this returns waits for attempts in progress.
  public AutoCloseable start() {
    dispatcher.start();
    return dispatcher;
  }

  /// Looks for due deliveries now, rather than within a second.
  public void wakeAll() {
    dispatcher.wakeAll();
  }
}
