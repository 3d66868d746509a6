package dev.signet.app;

import dev.signet.authorization.apps.Apps;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.db.Db;
import dev.signet.console.pages.Console;
import dev.signet.delegation.Delegations;
import dev.signet.events.audit.Audit;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.followers.Followers;
import dev.signet.identity.activity.ScopeUsage;
import dev.signet.identity.registration.Registrations;
import dev.signet.identity.users.SignedInUsers;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.web.http.RequestPipeline;
import dev.signet.web.http.Router;
import java.time.Instant;

/// The inside of a server, for the tests that tamper with its database, walk its routes, or run its
/// jobs after they moved the clock.
public record ServerInternals(Server server) {
  public Router router() {
    return server.rooms().router;
  }

  public RequestPipeline pipeline() {
    return server.rooms().pipeline;
  }

  public Db db() {
    return server.foundation().db();
  }

  public Audit audit() {
    return server.rooms().audit.audit();
  }

  public Registrations registrations() {
    return server.rooms().registration.registrations();
  }

  public ScopeUsage scopeUses() {
    return server.rooms().activity.scopeUsage();
  }

  public Console console() {
    return server.rooms().console;
  }

  public SigningKeys keys() {
    return server.rooms().signingKeys.keys();
  }

  public Delegations delegations() {
    return server.rooms().delegation.delegations();
  }

  public ProtectedResources resources() {
    return server.rooms().resources.resources();
  }

  public Apps apps() {
    return server.rooms().apps.apps();
  }

  public EventCatalog catalog() {
    return server.rooms().catalog;
  }

  /// Folds and deletes usage as its job does.
  public void foldUsage(Instant now) {
    server.rooms().usage.fold(now);
  }

  public SignedInUsers signedInUsers() {
    return server.rooms().users.signedInUsers();
  }

  public Followers followers() {
    return server.rooms().followers.followers();
  }

  /// Looks for due deliveries of webhooks now, after the clock was moved.
  public void wakeWebhooks() {
    server.rooms().webhooks.wakeAll();
  }

  /// Runs every background job once, after all followers have read all chains.
  public void runJobs() {
    followers().catchUp();
    server.jobs().runAll();
  }
}
