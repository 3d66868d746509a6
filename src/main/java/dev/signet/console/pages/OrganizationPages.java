package dev.signet.console.pages;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.paging.Paging;
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
import dev.signet.identity.quotas.Enforcement;
import dev.signet.identity.quotas.Quota;
import dev.signet.identity.quotas.Quotas;
import dev.signet.identity.quotas.Tier;
import dev.signet.identity.quotas.TierAssignment;
import dev.signet.identity.quotas.Tiers;
import dev.signet.identity.quotas.TokenLimits;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The organizations, and their suspension.
final class OrganizationPages {
  private static final String ALL = "/console/organizations";
  private static final String ONE = ALL + "/{organizationId}";

  /// How many tiers the form lists.
  private static final int MAX_TIERS = 100;

  private static final int MAX_TIER_NAME = 64;

  record ListView(List<Organization> organizations, Pager pager) {}

  /// @param suspended empty while the organization is active
  /// @param active its active agents and their active tokens
  record OrganizationView(
      Organization organization,
      Optional<OrganizationStatus.Suspended> suspended,
      OrganizationAgents.ActiveTokens active,
      Optional<TierView> tier) {}

  /// The tier of an organization.
  ///
  /// @param limits those that there are
  record TierView(TierAssignment assignment, List<LimitView> limits) {}

  /// @param used empty for a limit of each agent
  /// @param resetsAt when a limit of tokens is reset; empty for other limits
  record LimitView(String noun, OptionalLong used, long limit, Optional<Instant> resetsAt) {
    /// What to pay attention to; empty when there is enough left.
    String note() {
      if (used.isEmpty() || used.getAsLong() < Quotas.warningAt(limit)) {
        return "";
      }
      return used.getAsLong() >= limit ? "used up" : "80 % used";
    }
  }

  /// @param tiers the names of all
  record TierFormView(
      Organization organization, TierAssignment assignment, List<String> tiers, FormState form) {
    /// For the select: each value with its label.
    List<String> tierChoices() {
      return tiers.stream().map(name -> name + ":" + name).toList();
    }
  }

  private final PageRenderer pages;
  private final Organizations organizations;
  private final Tiers tiers;

  OrganizationPages(PageRenderer pages, Organizations organizations, Tiers tiers) {
    this.pages = pages;
    this.organizations = organizations;
    this.tiers = tiers;
  }

  void mount(Router router) {
    var read = new Access.SignedInMember("organizations:read");
    var afresh = new Access.Reauthenticated("organizations:write");
    router.get(ALL, read, this::list);
    router.get(ONE, read, this::show);
    router.get(ONE + "/tier", afresh, this::showTierForm);
    router.post(ONE + "/tier", afresh, this::setTier);
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
            new OrganizationView(organization, suspended, active, tier(organization, request))));
  }

  /// Empty for the default organization, which has none.
  private Optional<TierView> tier(Organization organization, Request request) {
    if (organization.id().isDefault()) {
      return Optional.empty();
    }
    var status = tiers.status(organization.id(), request.context());
    var limits = new ArrayList<LimitView>();
    for (var quota : Quota.values()) {
      status
          .assignment()
          .limits()
          .limit(quota)
          .ifPresent(limit -> limits.add(limit(status, quota, limit)));
    }
    return Optional.of(new TierView(status.assignment(), limits));
  }

  private static LimitView limit(Tiers.TierStatus status, Quota quota, long limit) {
    var tokens = Optional.ofNullable(status.tokens().get(quota));
    var used =
        tokens
            .map(TokenLimits.WindowUsage::used)
            .or(() -> Optional.ofNullable(status.usage().get(quota)));
    return new LimitView(
        quota.noun(),
        used.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        limit,
        tokens.map(TokenLimits.WindowUsage::resetsAt));
  }

  private Response showTierForm(Request request) {
    return showTierForm(200, request, FormState.BLANK);
  }

  private Response showTierForm(int status, Request request, FormState form) {
    var organization = organization(request);
    var assignment = tiers.status(organization.id(), request.context()).assignment();
    var names = tiers.list(new Paging(1, MAX_TIERS)).data().stream().map(Tier::name).toList();
    return pages.show(
        status,
        request,
        new Page(
            "Tier of " + organization.name(),
            Section.ORGANIZATIONS,
            "pages/organizationTier",
            new TierFormView(organization, assignment, names, form)));
  }

  /// Sets the tier and its enforcement. The limits that the organization has of its own stay.
  private Response setTier(Request request) {
    var id = id(request);
    try {
      var members = Json.object();
      request.form().one("tier").ifPresent(tier -> members.put("tier", tier));
      request.form().one("enforcement").ifPresent(how -> members.put("enforcement", how));
      var fields = JsonFields.of(members);
      var tier = fields.singleLine("tier", MAX_TIER_NAME).orElse("");
      var enforcement = fields.oneOf("enforcement", Enforcement.class).orElse(Enforcement.HARD);
      fields.finish();
      var own = tiers.status(id, request.context()).assignment().overrides();
      var set = tiers.assign(id, tier, own, enforcement, request.context());
      return pages.redirect(
          request, ALL + "/" + id.value(), "The tier is now " + set.assignment().tier() + ".");
    } catch (Refused refused) {
      var filled = FormState.of(request.form()).withRefusal(refused);
      return showTierForm(filled.status(), request, filled);
    }
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
