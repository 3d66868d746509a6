package dev.signet.console.pages;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.identity.organizations.Organization;
import dev.signet.identity.organizations.OrganizationAgents;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.identity.organizations.OrganizationStatus;
import dev.signet.identity.organizations.Organizations;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.List;
import java.util.Optional;

/// The organizations, and their suspension.
final class OrganizationPages {
  private static final String ALL = "/console/organizations";
  private static final String ONE = ALL + "/{organizationId}";

  record ListView(List<Organization> organizations, Pager pager) {}

  /// @param suspended empty while the organization is active
  /// @param active its active agents and their active tokens
  record OrganizationView(
      Organization organization,
      Optional<OrganizationStatus.Suspended> suspended,
      OrganizationAgents.ActiveTokens active) {}

  private final PageRenderer pages;
  private final Organizations organizations;

  OrganizationPages(PageRenderer pages, Organizations organizations) {
    this.pages = pages;
    this.organizations = organizations;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("organizations:read");
    var afresh = new Access.Reauthenticated("organizations:write");
    router.get(ALL, read, this::list);
    router.get(ONE, read, this::show);
    router.get(ONE + "/suspend", afresh, this::askToSuspend);
    router.post(ONE + "/suspend", afresh, this::suspend);
    router.get(ONE + "/reactivate", afresh, this::askToReactivate);
    router.post(ONE + "/reactivate", afresh, this::reactivate);
  }

  private Response list(Request request) {
    var found = organizations.list(PageQuery.of(request), request.context());
    return pages.show(
        request,
        new Page(
            "Organizations",
            Section.ORGANIZATIONS,
            "pages/organizations",
            new ListView(found.data(), Pager.of(request, found))));
  }

  private Response show(Request request) {
    var organization = organization(request);
    var suspended =
        organization.status() instanceof OrganizationStatus.Suspended found
            ? Optional.of(found)
            : Optional.<OrganizationStatus.Suspended>empty();
    var active = organizations.previewSuspension(organization.id(), request.context());
    return pages.show(
        request,
        new Page(
            organization.name(),
            Section.ORGANIZATIONS,
            "pages/organization",
            new OrganizationView(organization, suspended, active)));
  }

  private Organization organization(Request request) {
    return organizations.require(id(request), request.context());
  }

  private static OrganizationId id(Request request) {
    return OrganizationId.parse(request.pathParam("organizationId"))
        .orElseThrow(OrganizationRefusals::notFound);
  }

  private static String path(Organization organization) {
    return ALL + "/" + organization.id().value();
  }

  private Response askToSuspend(Request request) {
    return askToSuspend(200, request, FormState.BLANK);
  }

  private Response askToSuspend(int status, Request request, FormState form) {
    var organization = organization(request);
    var effect = organizations.previewSuspension(organization.id(), request.context());
    var sure =
        new ConfirmationPage(
            "Suspend the organization " + organization.name() + "?",
            List.of(
                "Active agents: "
                    + effect.agents()
                    + ". They get no more tokens, and their API keys are refused.",
                "Active tokens: "
                    + effect.tokens()
                    + ". They are revoked now, on every node, and stay revoked after a"
                    + " reactivation.",
                "No new agents can be registered in the organization.",
                "Secrets are not changed: after a reactivation agents get new tokens."),
            path(organization) + "/suspend",
            "Suspend",
            path(organization),
            organization.name(),
            true,
            form);
    return pages.show(status, request, sure.page(Section.ORGANIZATIONS));
  }

  private Response suspend(Request request) {
    String reason;
    try {
      reason = ConfirmationPage.reason(request.form());
    } catch (Refused refused) {
      var filled = FormState.of(request.form()).withRefusal(refused);
      return askToSuspend(filled.status(), request, filled);
    }
    var suspension = organizations.suspend(id(request), reason, request.context());
    var tokens = suspension.revokedTokens();
    return pages.redirect(
        request,
        path(suspension.organization()),
        "Suspended, with "
            + TimeFormat.quantity(suspension.agents(), "active agent")
            + ". "
            + (tokens.isPresent()
                ? TimeFormat.quantity(tokens.getAsLong(), "active token") + " revoked."
                : "The number of revoked tokens follows in the audit log."));
  }

  private Response askToReactivate(Request request) {
    var organization = organization(request);
    var sure =
        new ConfirmationPage(
            "Reactivate the organization " + organization.name() + "?",
            List.of(
                "Its active agents get tokens again, with the secrets that they have.",
                "The tokens that the suspension revoked stay revoked."),
            path(organization) + "/reactivate",
            "Reactivate",
            path(organization),
            organization.name());
    return pages.show(request, sure.page(Section.ORGANIZATIONS));
  }

  private Response reactivate(Request request) {
    var organization = organizations.reactivate(id(request), request.context());
    return pages.redirect(request, path(organization), "Reactivated.");
  }
}
