package dev.signet.authorization.apps;

import dev.signet.authorization.apps.AppStore.Reading;
import dev.signet.authorization.apps.MetadataDocuments.Caller;
import dev.signet.authorization.apps.MetadataDocuments.Lookup;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.fetch.FetchResult;
import dev.signet.base.fetch.Owner;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Profile;
import dev.signet.identity.users.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// The front door of the apps: clients that describe themselves.
public final class Apps {
  private static final int REGISTRATIONS_PER_NETWORK = 20;

  /// How often a refresh looks at the document of its app.
  private static final Duration CHECK_EVERY = Duration.ofDays(1);

  /// When a document that could not be read is looked at again.
  private static final Duration RETRY_AFTER = Duration.ofHours(1);

  /// How long an app keeps refreshing while its document cannot be read.
  private static final Duration MAX_UNREAD = Duration.ofDays(7);

  private final Db db;
  private final Audit audit;
  private final Agents agents;
  private final AppSettings settings;
  private final Clock clock;
  private final MetadataDocuments documents;
  private final OpenRegistrations registrations;
  private final AppStore store = new AppStore();
  private final MinuteBudget registered;

  /// @param fetch fetches a metadata document
  public Apps(
      Db db,
      Audit audit,
      Agents agents,
      BiFunction<DocumentUrl, Owner, FetchResult> fetch,
      MasterKey master,
      AppSettings settings,
      Clock clock) {
    this.db = db;
    this.audit = audit;
    this.agents = agents;
    this.settings = settings;
    this.clock = clock;
    this.documents =
        new MetadataDocuments(fetch, clientId -> findRegistered(clientId).isPresent(), clock);
    this.registrations = new OpenRegistrations(master);
    this.registered = new MinuteBudget(clock);
  }

  public AppSettings settings() {
    return settings;
  }

  /// The result of looking for an app.
  public sealed interface FoundApp {
    record Known(App app) implements FoundApp {}

    /// The app is unknown, an operator has suspended it, or its document does not describe a client
    /// that can connect here.
    record Unknown() implements FoundApp {}

    /// Its document cannot be read now; the caller may try again in a minute.
    record Unavailable() implements FoundApp {}
  }

  /// Whether a client id is that of an app: the URL of a metadata document, or the id of an open
  /// registration. Does not fetch anything.
  public boolean isClientId(String clientId) {
    return MetadataUrl.parse(clientId).isPresent() || registrations.find(clientId).isPresent();
  }

  /// Finds an app by its client id. This may fetch its metadata document, so it is called only for
  /// a user who has signed in: another caller must not make this server send requests.
  ///
  /// @param user who is asked to allow the app; fetches are counted for them, too
  /// @param isNewest whether the document must not be older than five minutes; otherwise it may be
  ///   as old as its server allows
  public FoundApp find(String clientId, UserId user, boolean isNewest, RequestContext by) {
    if (!settings.isAccepting() || isBlocked(clientId)) {
      return new FoundApp.Unknown();
    }
    return findApproval(clientId)
        .flatMap(AppApproval::document)
        .flatMap(pinned -> describe(clientId, pinned))
        .<FoundApp>map(FoundApp.Known::new)
        // An owner of its own: the slow hosts of one user's apps delay no other user.
        .orElseGet(() -> describe(clientId, new Owner("user " + user.value()), isNewest, by));
  }

  /// The app that a document describes; empty when it is of another client.
  static Optional<App> describe(String clientId, String document) {
    return MetadataUrl.parse(clientId).flatMap(url -> MetadataDocument.read(url, document));
  }

  /// What an app describes itself as, whatever operators have decided about it.
  ///
  /// @param owner for whom a document is fetched
  FoundApp describe(String clientId, Owner owner, boolean isNewest, RequestContext by) {
    var url = MetadataUrl.parse(clientId);
    if (url.isEmpty()) {
      return registrations
          .find(clientId)
          .<FoundApp>map(FoundApp.Known::new)
          .orElseGet(FoundApp.Unknown::new);
    }
    return switch (documents.find(url.get(), new Caller(owner, by.address()), isNewest)) {
      case Lookup.Found(var app) -> new FoundApp.Known(app);
      case Lookup.Missing() -> new FoundApp.Unknown();
      case Lookup.Unreachable(), Lookup.Busy() -> new FoundApp.Unavailable();
    };
  }

  private Optional<AppApproval> findApproval(String clientId) {
    return findRegistered(clientId)
        .flatMap(agent -> db.read(handle -> store.findApproval(handle, agent.id())));
  }

  /// Who receives an answer that an app gets at one of its redirect URIs. A document that also
  /// names addresses of a program on the user's computer is of such a program, whose `https`
  /// address may only hand the answer on to it.
  public Recipient recipient(App app, RedirectUri redirectUri) {
    if (redirectUri.isLocal() || settings.relays().contains(redirectUri.host())) {
      return Recipient.LOCAL_PROGRAM;
    }
    if (settings.trusted().contains(redirectUri.host())) {
      return Recipient.TRUSTED_HOST;
    }
    return app.documentHost().filter(redirectUri.host()::equals).isPresent()
            && app.redirectUris().stream().noneMatch(RedirectUri::isLocal)
        ? Recipient.OWN_HOST
        : Recipient.UNKNOWN_HOST;
  }

  /// Whether a user may allow the app, for an answer to this redirect URI: unless the settings
  /// accept every app, its document or the redirect URI is on a host that the operators trust.
  public boolean isAccepted(App app, RedirectUri redirectUri) {
    return switch (settings.acceptance()) {
      case OFF -> false;
      case KNOWN ->
          app.documentHost().filter(settings.trusted()::contains).isPresent()
              || (!redirectUri.isLocal() && settings.trusted().contains(redirectUri.host()))
              || findApproval(app.clientId()).isPresent();
      case OPEN -> true;
    };
  }

  /// The app that registers openly with this metadata ([RFC 7591
  /// §2](https://www.rfc-editor.org/rfc/rfc7591#section-2)). It is always a public client; nothing
  /// is stored. A caller may register 20 apps a minute.
  ///
  /// @param network of the caller
  /// @throws Refused `OAuth` with `invalid_redirect_uri` when no redirect URI is usable, or with
  ///   `invalid_client_metadata`; `TooManyRequests`
  public App registerOpenly(JsonNode metadata, String network) {
    if (!registered.spend(network, REGISTRATIONS_PER_NETWORK)) {
      throw AppRefusals.tooManyRegistrations(registered.untilNext());
    }
    return registrations.register(new ClientMetadata(metadata));
  }

  /// Whether the app is registered, and suspended or decommissioned.
  private boolean isBlocked(String clientId) {
    return findRegistered(clientId)
        .filter(agent -> !agent.mayGetTokens(clock.instant()))
        .isPresent();
  }

  /// The registered app with this client id; empty if no user has allowed it yet.
  public Optional<Agent> findRegistered(String clientId) {
    return agents
        .findByClientId(clientId)
        .flatMap(agent -> agents.findCurrent(agent.id()))
        .filter(Agent::isApp);
  }

  /// Whether an app still is what it was when a user last allowed it: it receives answers at the
  /// same addresses, and authenticates in the same way.
  public static boolean isUnchanged(Agent registered, App app) {
    return new HashSet<>(registered.redirectUris()).equals(new HashSet<>(app.redirectUris()))
        && registered.profile().jwksUri().equals(app.jwksUri());
  }

  /// Registers an app in the transaction of a user's consent. If it is registered already, its row
  /// becomes what the app now describes itself as. To be called before the transaction locks a row
  /// that issuing tokens locks too.
  ///
  /// @param app as it was found for the user's decision
  /// @return the registered app, which an operator may have suspended meanwhile
  public Agent register(Tx tx, App app, RequestContext by) {
    var agent =
        agents.registerApp(
            tx,
            app.clientId(),
            Profile.ofApp(app.name(), app.redirectUris(), app.grantTypes(), app.jwksUri()),
            by);
    if (app.documentHost().isPresent()) {
      saveReading(tx, agent);
    }
    return agent;
  }

  private void saveReading(Tx tx, Agent agent) {
    var now = clock.instant();
    store.save(tx, agent.id(), new Reading(now, now.plus(CHECK_EVERY)));
  }

  /// Records that a user asks the operators to allow an app.
  public void recordRequest(App app, UserId user, RequestContext by) {
    audit.record(
        new AppEvent.Requested(app.clientId(), findRegistered(app.clientId()).map(Agent::id), user),
        by);
  }

  /// Looks at the document of an app that has shown a valid refresh token, once a day: the app may
  /// have changed its keys, or may be gone. While its host does not answer, the app is what it was
  /// when its document was last read, for seven days.
  ///
  /// @param client the authenticated client, an app or not
  /// @return whether the row of the app has changed
  /// @throws Refused `OAuth` with `invalid_client` when the app's document was deleted or is
  ///   invalid; `ServiceUnavailable` when the document could not be read for seven days
  public boolean updateFromDocument(Agent client, RequestContext by) {
    var url = client.isApp() ? MetadataUrl.parse(client.clientId()) : Optional.<MetadataUrl>empty();
    if (url.isEmpty()) {
      return false;
    }
    var now = clock.instant();
    var last =
        db.read(handle -> store.find(handle, client.id()))
            .orElse(new Reading(Instant.EPOCH, Instant.EPOCH));
    if (now.isBefore(last.checkAt()) || isPinned(client.id())) {
      return false;
    }
    var owner = new Owner("app " + client.id().value());
    return switch (documents.find(url.get(), new Caller(owner, by.address()), true)) {
      case Lookup.Found(var app) -> update(client, app);
      case Lookup.Missing() -> throw Refused.invalidClient("the app has no usable document now");
      case Lookup.Unreachable() -> {
        requireRead(last, now);
        db.inTransaction(
            tx -> store.save(tx, client.id(), new Reading(last.readAt(), now.plus(RETRY_AFTER))));
        yield false;
      }
      case Lookup.Busy() -> {
        requireRead(last, now);
        yield false;
      }
    };
  }

  private boolean isPinned(AgentId app) {
    return db.read(handle -> store.findApproval(handle, app))
        .flatMap(AppApproval::document)
        .isPresent();
  }

  private static void requireRead(Reading last, Instant now) {
    if (!now.isBefore(last.readAt().plus(MAX_UNREAD))) {
      throw AppRefusals.unreadable();
    }
  }

  private boolean update(Agent before, App app) {
    return db.inTransaction(
        tx -> register(tx, app, RequestContext.ofJob("apps")).revision() != before.revision());
  }
}
