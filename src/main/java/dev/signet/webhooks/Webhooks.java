package dev.signet.webhooks;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.GrantRule;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.fetch.PostUrl;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.organizations.OrganizationState;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quota;
import dev.signet.identity.quotas.Quotas;
import dev.signet.webhooks.WebhookStatus.Active;
import dev.signet.webhooks.WebhookStatus.Disabled;
import dev.signet.webhooks.WebhookStatus.DisabledReason;
import dev.signet.webhooks.WebhookStore.StoredSecret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// The webhooks: created, changed, disabled, enabled and deleted, and their secrets rotated.
public final class Webhooks {
  /// How many earlier secrets may be valid at once.
  private static final int MAX_EARLIER_SECRETS = 2;

  /// How many webhooks an organization may have; and how many there may be of all organizations.
  private static final int MAX_WEBHOOKS = (int) Quota.MAX_WEBHOOKS.max();

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Organizations organizations;
  private final Quotas quotas;
  private final Agents agents;
  private final WebhookSecrets secrets;
  private final WebhookStore store;
  private final DeliveryStore deliveries;
  private final BulkChangeStore changes;
  private final ReplayStore replays = new ReplayStore();
  private final Function<Handle, Map<String, Long>> positions;
  private final Wakeup wakeup;
  private final boolean isRetentionLongEnough;
  private final UrlCheck urls;
  private final SentEvents sentEvents;

  /// Is notified, after the commit, that deliveries of a webhook may be due.
  @FunctionalInterface
  interface Wakeup {
    void wake(WebhookId webhook);
  }

  /// @param isRetentionLongEnough whether all attempts of a delivery find their event
  /// @param positions how far the outbox has read each chain of the audit log
  Webhooks(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      Quotas quotas,
      Agents agents,
      WebhookSecrets secrets,
      Function<Handle, Map<String, Long>> positions,
      Wakeup wakeup,
      boolean isRetentionLongEnough,
      UrlCheck urls,
      SentEvents sentEvents) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.store = new WebhookStore(db.dialect());
    this.organizations = organizations;
    this.quotas = quotas;
    quotas.countWith(Quota.MAX_WEBHOOKS, (handle, id) -> store.count(handle, Optional.of(id)));
    this.agents = agents;
    this.secrets = secrets;
    this.deliveries = new DeliveryStore(db.dialect());
    this.changes = new BulkChangeStore(db.dialect());
    this.positions = positions;
    this.wakeup = wakeup;
    this.isRetentionLongEnough = isRetentionLongEnough;
    this.urls = urls;
    this.sentEvents = sentEvents;
  }

  /// A webhook with its new secret; this is the only time that the secret can be shown.
  public record WebhookWithSecret(Webhook webhook, SigningSecret secret) {
    /// The secret in the clear.
    public String revealSecret() {
      return secret.secret().reveal();
    }
  }

  /// The organization of a new webhook: an agent's own; for an operator the named one, or all.
  ///
  /// @param named as the caller named it
  /// @throws Refused `InsufficientScope` for all organizations, without all scopes
  public Optional<OrganizationId> organizationFor(
      Optional<OrganizationId> named, RequestContext by) {
    return switch (TenantScope.requireOrganization(by.caller())) {
      case TenantScope.SingleOrganization(var own) -> Optional.of(named.orElse(own));
      case TenantScope.AllOrganizations() -> {
        if (named.isEmpty()) {
          GrantRule.requireHeld(Scopes.of(Scopes.ALL), by.caller().scopes());
        }
        yield named;
      }
    };
  }

  /// The subscription of a new webhook with the default options, of all agents.
  ///
  /// @throws Refused `Invalid` for an event that does not exist, and as [#requireUrlOfNew]
  public Subscription subscription(
      Optional<OrganizationId> organization,
      String name,
      String url,
      List<String> events,
      RequestContext by) {
    var patterns =
        sentEvents
            .parse(events)
            .orElseThrow(() ->
                Refused.invalid("events", "must be names of events, groups such as agent.*, or *"));
    return new Subscription(
        name,
        requireUrlOfNew(organization, name, List.of(), url, by),
        patterns,
        List.of(),
        Subscription.Options.DEFAULT);
  }

  /// The URL of a new webhook, after its check. Takes up to three seconds.
  ///
  /// What else [#create] would refuse is refused first, before the name is resolved: a caller must
  /// not use this server to resolve names.
  ///
  /// @throws Refused `invalid_url`; `ServiceUnavailable` when its name cannot be resolved now; as
  ///   [#create] and [#requireAgents]
  PostUrl requireUrlOfNew(
      Optional<OrganizationId> organization,
      String name,
      List<String> agentIds,
      String text,
      RequestContext by) {
    requireRetention();
    organization.ifPresent(id -> organizations.requireActive(id, by));
    requireAgents(agentIds, organization, by);
    var isNameTaken =
        db.read(handle -> {
          organization.ifPresent(id -> quotas.requireRoom(handle, id, Quota.MAX_WEBHOOKS));
          if (store.count(handle, organization) >= MAX_WEBHOOKS) {
            throw quotas.atHighestLimit(handle, organization, Quota.MAX_WEBHOOKS);
          }
          return store.isNameTaken(handle, organization, name);
        });
    if (isNameTaken) {
      throw WebhookRefusals.nameTaken();
    }
    return urls.require(text, by.caller());
  }

  /// The new URL of a webhook, after its check. Takes up to three seconds.
  ///
  /// @throws Refused `invalid_url`; `ServiceUnavailable` when its name cannot be resolved now;
  ///   `NotAllowed` for an agent when the messages contain origins
  PostUrl requireUrlOf(Webhook webhook, String text, RequestContext by) {
    var subscription = webhook.subscription();
    if (!text.equals(subscription.urlText())) {
      requireUrlChangeAllowed(subscription, by);
    }
    return urls.require(text, by.caller());
  }

  /// Origins are for operators only, so an agent must not direct them elsewhere.
  private static void requireUrlChangeAllowed(Subscription subscription, RequestContext by) {
    if (subscription.options().includeOrigin() && by.caller() instanceof Caller.Agent) {
      throw WebhookRefusals.originForOperators();
    }
  }

  private void requireRetention() {
    if (!isRetentionLongEnough) {
      throw WebhookRefusals.retentionTooShort();
    }
  }

  /// Creates a webhook. It receives events from now on.
  ///
  /// @param organization see [#organizationFor]
  /// @param subscription with a URL from [#requireUrlOfNew]
  /// @throws Refused `NotFound` for an unknown organization, `name_taken`, `quota_exceeded`,
  ///   `retention_too_short`
  public WebhookWithSecret create(
      Tx tx, Optional<OrganizationId> organization, Subscription subscription, RequestContext by) {
    requireRetention();
    organization.ifPresent(id -> {
      organizations.require(tx, id, by);
      quotas.admit(tx, id, Quota.MAX_WEBHOOKS, by);
    });
    if (!store.count(tx, organization, MAX_WEBHOOKS)) {
      throw quotas.atHighestLimit(tx.handle(), organization, Quota.MAX_WEBHOOKS);
    }
    var now = clock.instant();
    var webhook =
        new Webhook(
            new WebhookId(ids.next()),
            organization,
            subscription,
            new Active(),
            WebhookHealth.NEW,
            by.caller().id(),
            now,
            now);
    if (!store.add(tx, webhook)) {
      throw WebhookRefusals.nameTaken();
    }
    var secret = secrets.generate();
    store.addSecret(tx, webhook.id(), secrets.seal(webhook.id(), secret), now);
    audit.record(tx, new WebhookEvent.Created(webhook), by);
    tx.afterCommit(() -> wakeup.wake(webhook.id()));
    return new WebhookWithSecret(webhook, secret);
  }

  /// Checks that these agents belong to the organization, and that the caller may see them.
  ///
  /// @throws Refused `NotFound` for an unknown agent, and likewise for one of another organization
  private void requireAgents(
      List<String> agentIds, Optional<OrganizationId> organization, RequestContext by) {
    for (var text : agentIds) {
      var agent =
          AgentId.parse(text)
              .flatMap(agents::findCurrent)
              .filter(found -> TenantScope.of(by.caller()).covers(found.organization()))
              .orElseThrow(WebhookRefusals::agentNotFound);
      if (organization.filter(own -> !own.equals(agent.organization())).isPresent()) {
        throw WebhookRefusals.agentNotFound();
      }
    }
  }

  /// A webhook that must exist.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Webhook require(WebhookId id, RequestContext by) {
    var reach = WebhookReach.of(by.caller());
    return db.read(handle -> store.find(handle, id))
        .filter(found -> reach.covers(found.organization()))
        .orElseThrow(WebhookRefusals::notFound);
  }

  /// A webhook that must exist, locked until the end of the transaction.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  Webhook lock(Tx tx, WebhookId id, Caller by) {
    var reach = WebhookReach.of(by);
    return store
        .lock(tx, id)
        .filter(found -> reach.covers(found.organization()))
        .orElseThrow(WebhookRefusals::notFound);
  }

  /// A page of the webhooks within the caller's reach, the newest first.
  public Paging.Page<Webhook> list(Paging paging, RequestContext by) {
    var reach = WebhookReach.of(by.caller());
    return db.readLongRunning(handle ->
        paging.of(
            store.page(handle, reach, paging),
            () -> store.count(handle, reach, Paging.MAX_COUNTED),
            webhook -> webhook.id().value()));
  }

  /// What is read about a webhook beside itself.
  ///
  /// @param pending and `failed`: deliveries, counted up to [Paging#MAX_COUNTED]
  /// @param isBlocked whether the first pending delivery of an ordered webhook has failed, so that
  ///   the others wait for it
  /// @param previousValidUntil when the last earlier secret expires; empty when none is valid
  public record WebhookFigures(
      long pending,
      long failed,
      boolean isBlocked,
      Instant secretCreatedAt,
      Optional<Instant> previousValidUntil) {
    static WebhookFigures ofNew(Webhook webhook) {
      return new WebhookFigures(0, 0, false, webhook.createdAt(), Optional.empty());
    }
  }

  /// The figures of some webhooks, as those of a new one where one has been deleted meanwhile.
  public Function<Webhook, WebhookFigures> figures(List<Webhook> webhooks) {
    var ids = webhooks.stream().map(Webhook::id).toList();
    var now = clock.instant();
    var found =
        db.readLongRunning(handle -> deliveries.figures(handle, ids, now, Paging.MAX_COUNTED));
    return webhook -> {
      var figures = found.get(webhook.id());
      return figures == null ? WebhookFigures.ofNew(webhook) : figures;
    };
  }

  public WebhookFigures figures(Webhook webhook) {
    return figures(List.of(webhook)).apply(webhook);
  }

  /// A requested change of a webhook.
  ///
  /// @param edit of the subscription
  /// @param active whether it is to be active; empty to leave that
  /// @param resume whether it is sent what it missed while it was disabled
  public record WebhookChange(
      Function<Subscription, Subscription> edit, Optional<Boolean> active, boolean resume) {}

  /// Changes a webhook.
  ///
  /// @throws Refused `NotFound`, `name_taken`, `NotAllowed` as [#requireUrlOf]
  public Webhook change(WebhookId id, WebhookChange change, RequestContext by) {
    var current = require(id, by);
    var agentIds = change.edit().apply(current.subscription()).agentIds();
    if (!agentIds.equals(current.subscription().agentIds())) {
      requireAgents(agentIds, current.organization(), by);
    }
    return db.inTransaction(tx -> {
      var before = lock(tx, id, by.caller());
      var now = clock.instant();
      var webhook = edit(tx, before, change.edit().apply(before.subscription()), now, by);
      if (change.active().isEmpty()) {
        return webhook;
      }
      return switch (webhook.status()) {
        case Active active ->
            change.active().get()
                ? webhook.with(active, webhook.updatedAt())
                : disable(tx, webhook, DisabledReason.BY_REQUEST, by);
        case Disabled _ ->
            change.active().get() ? enable(tx, webhook, change.resume(), by) : webhook;
      };
    });
  }

  private Webhook edit(Tx tx, Webhook before, Subscription wanted, Instant now, RequestContext by) {
    var changed = changedFields(before.subscription(), wanted);
    if (changed.isEmpty()) {
      return before;
    }
    if (!wanted.url().equals(before.subscription().url())) {
      requireUrlChangeAllowed(before.subscription(), by);
    }
    var webhook = before.with(wanted, now);
    if (!store.saveSubscription(tx, webhook)) {
      throw WebhookRefusals.nameTaken();
    }
    audit.record(tx, new WebhookEvent.Updated(webhook, changed), by);
    tx.afterCommit(() -> wakeup.wake(webhook.id()));
    return webhook;
  }

  private static List<String> changedFields(Subscription before, Subscription after) {
    var changed = new ArrayList<String>();
    var options = before.options();
    var wanted = after.options();
    addIf(changed, "name", !before.name().equals(after.name()));
    addIf(changed, "url", !before.url().equals(after.url()));
    addIf(changed, "events", !before.events().equals(after.events()));
    addIf(changed, "agentIds", !before.agentIds().equals(after.agentIds()));
    addIf(changed, "ordered", options.ordered() != wanted.ordered());
    addIf(changed, "includeTokens", options.includeTokens() != wanted.includeTokens());
    addIf(changed, "includeOrigin", options.includeOrigin() != wanted.includeOrigin());
    addIf(changed, "version", !options.version().equals(wanted.version()));
    return changed;
  }

  private static void addIf(List<String> changed, String field, boolean isChanged) {
    if (isChanged) {
      changed.add(field);
    }
  }

  private Webhook disable(Tx tx, Webhook webhook, DisabledReason reason, RequestContext by) {
    var status = new Disabled(clock.instant(), reason);
    store.disable(tx, webhook.id(), status, positions.apply(tx.handle()));
    replays.cancelRunning(tx, webhook.id(), status.since());
    var disabled = webhook.with(status, status.since());
    audit.record(tx, new WebhookEvent.Disabled(disabled, reason), by);
    tx.afterCommit(() -> wakeup.wake(webhook.id()));
    return disabled;
  }

  private Webhook enable(Tx tx, Webhook webhook, boolean resume, RequestContext by) {
    var now = clock.instant();
    var id = webhook.id();
    if (isCurrentLeaked(store.secrets(tx.handle(), id))) {
      throw WebhookRefusals.rotateFirst();
    }
    if (resume) {
      replays.addResume(tx, ids.next(), webhook, store.disabledPositions(tx, id), now);
    } else {
      replays.cancelResume(tx, id, now);
    }
    var activation = store.enable(tx, id, now);
    if (resume) {
      changes.makeDue(tx, id, activation, now);
    } else {
      changes.abort(tx, id, activation, now);
    }
    var enabled = webhook.with(new Active(), now).with(WebhookHealth.NEW);
    audit.record(tx, new WebhookEvent.Enabled(enabled, resume), by);
    tx.afterCommit(() -> wakeup.wake(id));
    return enabled;
  }

  /// Disables a webhook for a reason of the server's own; changes nothing when it is disabled.
  void disableIfActive(WebhookId id, DisabledReason reason, RequestContext by) {
    db.inTransaction(tx -> disableIfActive(tx, id, reason, by));
  }

  boolean disableIfActive(Tx tx, WebhookId id, DisabledReason reason, RequestContext by) {
    var webhook = store.lock(tx, id);
    if (webhook.filter(found -> found.status() instanceof Active).isEmpty()) {
      return false;
    }
    disable(tx, webhook.get(), reason, by);
    return true;
  }

  /// Deletes a webhook. An attempt that is in progress ends, and no other follows.
  ///
  /// @throws Refused `NotFound`
  public void delete(WebhookId id, RequestContext by) {
    db.inTransaction(tx -> {
      var webhook = lock(tx, id, by.caller());
      delete(tx, webhook, by);
      return webhook;
    });
  }

  /// Deletes the webhooks of an organization that is being deleted.
  public void deleteAllOf(Tx tx, OrganizationId organization, RequestContext by) {
    for (var id : store.idsOf(tx, organization)) {
      store.lock(tx, id).ifPresent(webhook -> delete(tx, webhook, by));
    }
  }

  /// Deletes a locked webhook; a job deletes its deliveries.
  private void delete(Tx tx, Webhook webhook, RequestContext by) {
    store.delete(tx, webhook);
    changes.delete(tx, webhook.id(), clock.instant());
    audit.record(tx, new WebhookEvent.Deleted(webhook), by);
    tx.afterCommit(() -> wakeup.wake(webhook.id()));
  }

  /// The result of a rotation.
  ///
  /// @param previousValidUntil when the secret before it expires
  public record RotatedSecret(Webhook webhook, SigningSecret secret, Instant previousValidUntil) {
    /// The secret in the clear.
    public String revealSecret() {
      return secret.secret().reveal();
    }
  }

  /// Replaces the secret of a webhook. Messages are signed with the earlier one as well, until the
  /// end of the overlap. One that was reported as leaked ends at once, with those before it.
  ///
  /// @param given the new secret; empty for a generated one
  /// @throws Refused `NotFound`, `Invalid` for a leaked secret, `overlap_in_progress` when two
  ///   earlier secrets are valid
  public RotatedSecret rotateSecret(
      Tx tx, WebhookId id, Optional<SigningSecret> given, Duration overlap, RequestContext by) {
    var webhook = lock(tx, id, by.caller());
    var now = clock.instant();
    var stored = store.secrets(tx.handle(), id);
    var isLeaked = isCurrentLeaked(stored);
    given.ifPresent(secret -> requireNotLeaked(secret, stored, isLeaked));
    var until = isLeaked ? now : now.plus(overlap);
    store.deleteSecrets(tx, id, now);
    if (isLeaked || overlap.isZero()) {
      store.endCurrentSecret(tx, id, now);
      store.deleteSecrets(tx, id, Instant.ofEpochMilli(Long.MAX_VALUE));
    } else if (stored.stream().filter(secret -> secret.isValid(now)).count()
        > MAX_EARLIER_SECRETS) {
      throw WebhookRefusals.tooManySecrets();
    } else {
      store.endCurrentSecret(tx, id, until);
    }
    var secret = given.orElseGet(secrets::generate);
    store.addSecret(tx, id, secrets.seal(id, secret), now);
    audit.record(tx, new WebhookEvent.SecretRotated(webhook, until), by);
    return new RotatedSecret(webhook, secret, until);
  }

  private static boolean isCurrentLeaked(List<StoredSecret> secrets) {
    return secrets.stream().anyMatch(secret -> secret.isCurrent() && secret.isLeaked());
  }

  /// @param isCurrentLeaked then none of the stored ones is accepted: they may have leaked together
  private void requireNotLeaked(
      SigningSecret given, List<StoredSecret> stored, boolean isCurrentLeaked) {
    var hash = secrets.hash(given.secret());
    if (stored.stream()
        .filter(secret -> isCurrentLeaked || secret.isLeaked())
        .anyMatch(secret -> secret.secret().hash().equals(hash))) {
      throw WebhookRefusals.secretLeaked();
    }
  }

  /// The secrets that currently sign messages, the newest first.
  List<SigningSecret> signingSecrets(Handle handle, WebhookId id) {
    var now = clock.instant();
    return store.secrets(handle, id).stream()
        .filter(stored -> stored.isValid(now))
        .map(stored -> secrets.open(id, stored.secret().sealed()))
        .toList();
  }

  /// The webhooks to which deliveries are sent now: active ones, except those of suspended
  /// organizations, which rest.
  List<Webhook> sendable(Handle handle) {
    var active = store.sendable(handle);
    var states =
        organizations
            .states()
            .findAll(
                handle,
                active.stream().flatMap(webhook -> webhook.organization().stream()).toList());
    return active.stream().filter(webhook -> isSendable(webhook, states)).toList();
  }

  /// A webhook, if deliveries are sent to it now.
  Optional<Webhook> findSendable(Handle handle, WebhookId id) {
    return store
        .findSendable(handle, id)
        .filter(webhook ->
            isSendable(
                webhook,
                organizations.states().findAll(handle, webhook.organization().stream().toList())));
  }

  private static boolean isSendable(
      Webhook webhook, Map<OrganizationId, OrganizationState> states) {
    return webhook
        .organization()
        .map(id -> states.getOrDefault(id, OrganizationState.NEVER_SUSPENDED).isActive())
        .orElse(true);
  }

  WebhookStore store() {
    return store;
  }

  WebhookSecrets secrets() {
    return secrets;
  }
}
