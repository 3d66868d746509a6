package dev.signet.authorization.apps;

import dev.signet.authorization.apps.MetadataDocuments.Lookup;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.fetch.FetchResult;
import dev.signet.base.fetch.Owner;
import dev.signet.base.secrets.MasterKey;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Profile;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// The front door of the apps: clients that describe themselves.
public final class Apps {
  private final Agents agents;
  private final Clock clock;
  private final MetadataDocuments documents;
  private final OpenRegistrations registrations;

  /// @param fetch fetches a metadata document
  public Apps(
      Agents agents,
      BiFunction<DocumentUrl, Owner, FetchResult> fetch,
      MasterKey master,
      Clock clock) {
    this.agents = agents;
    this.clock = clock;
    this.documents = new MetadataDocuments(fetch, clock);
    this.registrations = new OpenRegistrations(master);
  }

  /// The result of looking for an app.
  public sealed interface FoundApp {
    record Known(App app) implements FoundApp {}

    /// The app is unknown, an operator has suspended it, or its document does not describe a client
    /// that can connect here.
    record Unknown() implements FoundApp {}

    /// It is not known now; the caller may try again in a minute.
    record Busy() implements FoundApp {}
  }

  /// Whether a client id is that of an app: the URL of a metadata document, or the id of an open
  /// registration. Does not fetch anything.
  public boolean isClientId(String clientId) {
    return MetadataUrl.parse(clientId).isPresent() || registrations.find(clientId).isPresent();
  }

  /// Finds an app by its client id. This may fetch its metadata document, so it is called only for
  /// a user who has signed in, or a client that has proven to be the app: another caller must not
  /// make this server send requests.
  public FoundApp find(String clientId, RequestContext by) {
    if (isBlocked(clientId)) {
      return new FoundApp.Unknown();
    }
    var url = MetadataUrl.parse(clientId);
    if (url.isEmpty()) {
      return registrations
          .find(clientId)
          .<FoundApp>map(FoundApp.Known::new)
          .orElseGet(FoundApp.Unknown::new);
    }
    return switch (documents.find(url.get(), Owner.OPERATORS, by.address())) {
      case Lookup.Found(var app) -> new FoundApp.Known(app);
      case Lookup.Missing() -> new FoundApp.Unknown();
      case Lookup.Busy() -> new FoundApp.Busy();
    };
  }

  /// The app that registers openly with this metadata ([RFC 7591
  /// §2](https://www.rfc-editor.org/rfc/rfc7591#section-2)). It is always a public client; nothing
  /// is stored.
  ///
  /// @return empty when no redirect URI or grant type is usable, or they are too long together
  public Optional<App> registerOpenly(JsonNode metadata) {
    return registrations.register(new ClientMetadata(metadata));
  }

  /// Whether the app is registered, and suspended or decommissioned.
  private boolean isBlocked(String clientId) {
    return agents
        .findByClientId(clientId)
        .flatMap(agent -> agents.findCurrent(agent.id()))
        .filter(agent -> !agent.mayGetTokens(clock.instant()))
        .isPresent();
  }

  /// Registers an app in the transaction of a user's consent. If it is registered already, its row
  /// becomes what the app now describes itself as. To be called before the transaction locks a row
  /// that issuing tokens locks too.
  ///
  /// @return the registered app, which an operator may have suspended meanwhile
  public Agent register(Tx tx, App app, RequestContext by) {
    return agents.registerApp(
        tx,
        app.clientId(),
        Profile.ofApp(app.name(), app.redirectUris(), app.grantTypes(), app.jwksUri()),
        by);
  }
}
