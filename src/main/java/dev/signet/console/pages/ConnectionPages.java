package dev.signet.console.pages;

import dev.signet.authorization.apps.App;
import dev.signet.authorization.consents.ConsentId;
import dev.signet.authorization.consents.ConsentRefusals;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.consents.Consents.ListedConsent;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.authorization.resources.Resource;
import dev.signet.authorization.resources.ResourceId;
import dev.signet.authorization.resources.ResourceScope;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.users.UserId;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the signed-in user has allowed clients, and ends.
final class ConnectionPages {
  private static final String ALL = "/account/connections";

  /// A client that acts for the user.
  ///
  /// @param scopes in the operator's words
  record ConnectionView(
      String id,
      String client,
      String resource,
      List<String> scopes,
      boolean isBlocked,
      Instant since,
      Optional<Instant> lastConnectedAt) {}

  record ConnectionsView(List<ConnectionView> connections) {}

  private final PageRenderer pages;
  private final Consents consents;
  private final Agents agents;
  private final ProtectedResources resources;

  ConnectionPages(
      PageRenderer pages, Consents consents, Agents agents, ProtectedResources resources) {
    this.pages = pages;
    this.consents = consents;
    this.agents = agents;
    this.resources = resources;
  }

  void mount(Router router) {
    var own = new Access.OwnSession();
    router.get(ALL, own, this::list);
    router.post(ALL + "/{consentId}/end", own, this::end);
    router.post(ALL + "/end-all", own, this::endAll);
  }

  private static UserId user(Request request) {
    return UserId.parse(request.session().caller().id())
        .orElseThrow(() -> Refused.notAllowed(AuthorizingUsers.NOT_A_USER));
  }

  private Response list(Request request) {
    var connections = consents.ofUser(user(request)).stream().map(this::view).toList();
    return pages.show(
        request,
        new Page("Your connections", null, "pages/connections", new ConnectionsView(connections)));
  }

  private ConnectionView view(ListedConsent listed) {
    var consent = listed.consent();
    var resource = ResourceId.parse(consent.parties().resource()).flatMap(resources::findById);
    return new ConnectionView(
        consent.id().value(),
        agents.find(consent.parties().client()).map(ConnectionPages::name).orElse(""),
        resource.map(found -> found.settings().name()).orElse(""),
        consent.scopes().values().stream().map(scope -> title(resource, scope)).toList(),
        consent.isBlocked(),
        consent.createdAt(),
        listed.lastConnectedAt());
  }

  /// An app is named by its host, and by its own name only as its own word.
  private static String name(Agent client) {
    return client.isApp()
        ? App.documentHost(client.clientId()).map(host -> "an app at " + host).orElse("an app")
            + " that calls itself “"
            + client.name()
            + "”"
        : client.name();
  }

  private static String title(Optional<Resource> resource, String scope) {
    return resource
        .flatMap(found -> found.scopes().find(scope))
        .map(ResourceScope::title)
        .orElse(scope);
  }

  private Response end(Request request) {
    var id = ConsentId.parse(request.pathParam("consentId")).orElseThrow(ConsentRefusals::notFound);
    consents.endOwn(user(request), id, request.context());
    return pages.redirect(request, ALL, "The client is disconnected.");
  }

  private Response endAll(Request request) {
    consents.endAllOfUser(user(request), request.context());
    return pages.redirect(request, ALL, "All clients are disconnected.");
  }
}
