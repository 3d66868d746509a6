package dev.signet.authorization.apps;

import dev.signet.authorization.apps.Apps.FoundApp;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.fetch.Owner;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import java.time.Clock;
import java.util.Optional;

/// The apps that operators have approved.
final class AppApprovals {
  private final Db db;
  private final Audit audit;
  private final Agents agents;
  private final Apps apps;
  private final Clock clock;
  private final AppStore store = new AppStore();

  AppApprovals(Db db, Audit audit, Agents agents, Apps apps, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.agents = agents;
    this.apps = apps;
    this.clock = clock;
  }

  record ApprovedApp(Agent agent, AppApproval approval) {}

  /// Lets users allow an app. An app that is approved already gets this document, or none.
  ///
  /// @param document the app's metadata document, which is then used instead of fetching one
  /// @throws Refused `Invalid` when the client id does not identify an app, or the document
  ///   describes another client
  ApprovedApp approve(String clientId, Optional<String> document, RequestContext by) {
    var app = find(clientId, document, by);
    return db.inTransaction(tx -> {
      var agent = apps.register(tx, app, by);
      var approval = new AppApproval(document, clock.instant());
      store.saveApproval(tx, agent.id(), approval);
      audit.record(tx, new AppEvent.Approved(agent, document.isPresent()), by);
      return new ApprovedApp(agent, approval);
    });
  }

  private App find(String clientId, Optional<String> document, RequestContext by) {
    if (document.isPresent()) {
      return Apps.describe(clientId, document.get())
          .orElseThrow(
              () -> Refused.invalid("document", "must be the metadata document of this client"));
    }
    return switch (apps.describe(clientId, new Owner("operator " + by.caller().id()), true, by)) {
      case FoundApp.Known(var app) -> app;
      case FoundApp.Unknown() ->
          throw Refused.invalid(
              "clientId", "must be the URL of a metadata document, or come from /oauth/register");
      case FoundApp.Unavailable() ->
          throw Refused.invalid(
              "clientId", "has a metadata document that cannot be read now; send it as document");
    };
  }

  /// @throws Refused `NotFound` when no operator has approved the app
  ApprovedApp require(AgentId id, RequestContext by) {
    var agent = agents.require(id, by);
    return db.read(handle -> store.findApproval(handle, id))
        .map(approval -> new ApprovedApp(agent, approval))
        .orElseThrow(AppRefusals::notApproved);
  }

  /// Withdraws an approval. What users have allowed the app stays.
  ///
  /// @throws Refused as [#require]
  void withdraw(AgentId id, RequestContext by) {
    var agent = agents.require(id, by);
    var isWithdrawn =
        db.inTransaction(tx -> {
          var isFound = store.deleteApproval(tx, id);
          if (isFound) {
            audit.record(tx, new AppEvent.ApprovalWithdrawn(agent), by);
          }
          return isFound;
        });
    if (!isWithdrawn) {
      throw AppRefusals.notApproved();
    }
  }
}
