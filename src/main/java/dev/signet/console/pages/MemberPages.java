package dev.signet.console.pages;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.GrantRule;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageArea;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.identity.operatorkeys.OperatorKey;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.organizations.Organization;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.users.Members;
import dev.signet.identity.users.Members.Member;
import dev.signet.identity.users.Role;
import dev.signet.identity.users.Sessions;
import dev.signet.identity.users.User;
import dev.signet.identity.users.UserId;
import dev.signet.identity.users.UserRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The members of an organization, and the organizations among which a user chooses.
final class MemberPages {
  private static final String ALL = "/console/organizations/{organizationId}/members";
  private static final String NEW = ALL + "/new";
  private static final String ROLE = ALL + "/{userId}/role";
  private static final String REMOVE = ALL + "/{userId}/remove";
  private static final String CHOOSE = "/console/account/organizations";
  private static final String ORGANIZATION = "organization";

  record ListView(Organization organization, List<Row> rows, Pager pager) {}

  /// @param mayChange whether the signed-in user has all permissions of this member
  record Row(Member member, boolean isOwn, boolean mayChange) {
    boolean hasSignedIn() {
      return member.lastSignedInAt().isPresent();
    }
  }

  /// @param choices the roles, in the format of the template
  /// @param idempotencyKey identifies this form: sending it repeatedly invites one user
  record NewView(
      Organization organization, FormState form, List<String> choices, String idempotencyKey) {}

  /// @param link shown only once
  record LinkView(Organization organization, User user, String link) {
    long days() {
      return Members.LINK_LIFETIME.toDays();
    }
  }

  record RoleView(Organization organization, User user, List<String> choices, FormState form) {}

  /// @param places where the user may work
  record ChooseView(List<Place> places) {}

  /// @param organization the id; empty for the whole server
  record Place(String organization, String name, boolean isCurrent) {}

  private final PageRenderer pages;
  private final Members members;
  private final Organizations organizations;
  private final Sessions sessions;
  private final OperatorKeys keys;
  private final IdempotentForms once;
  private final String issuer;

  MemberPages(
      PageRenderer pages,
      Members members,
      Organizations organizations,
      Sessions sessions,
      OperatorKeys keys,
      IdempotentForms once,
      String issuer) {
    this.pages = pages;
    this.members = members;
    this.organizations = organizations;
    this.sessions = sessions;
    this.keys = keys;
    this.once = once;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var afresh = new Access.ReauthenticatedMember("operators:write");
    router.get(ALL, new Access.SignedInMember("operators:read"), this::list);
    router.get(NEW, afresh, request -> askToInvite(200, request, FormState.BLANK));
    router.post(NEW, afresh, this::invite);
    router.get(ROLE, afresh, request -> askForRole(200, request, FormState.BLANK));
    router.post(ROLE, afresh, this::changeRole);
    router.get(REMOVE, afresh, request -> askToRemove(200, request, FormState.BLANK));
    router.post(REMOVE, afresh, this::remove);
    var own = new Access.OwnSession();
    router.get(CHOOSE, own, this::places);
    router.post(CHOOSE, own, this::choose);
  }

  private static String path(Organization organization) {
    return "/console/organizations/" + organization.id().value() + "/members";
  }

  private static String permissionsText(Role role) {
    return switch (role) {
      case OWNER -> "manage everything in the organization";
      case OPERATOR -> "manage agents, tokens and webhooks, read everything else";
      case AUDITOR -> "read everything, change nothing";
      case MEMBER -> "no access to the console";
    };
  }

  private static List<String> choices(Caller caller) {
    return Stream.of(Role.AUDITOR, Role.OPERATOR, Role.OWNER, Role.MEMBER)
        .filter(role -> mayGrant(caller, role))
        .map(role -> role.wire() + ":" + role.wire() + " – " + permissionsText(role))
        .toList();
  }

  private static boolean mayGrant(Caller caller, Role role) {
    return GrantRule.mayGrant(role.scopes(), caller.scopes());
  }

  private Organization organization(Request request) {
    return organizations.require(organizationId(request), request.context());
  }

  private static OrganizationId organizationId(Request request) {
    return OrganizationId.parse(request.pathParam("organizationId"))
        .orElseThrow(OrganizationRefusals::notFound);
  }

  private static UserId userId(Request request) {
    return UserId.parse(request.pathParam("userId")).orElseThrow(UserRefusals::memberNotFound);
  }

  private User member(Request request) {
    return members.require(organizationId(request), userId(request), request.context());
  }

  private Response list(Request request) {
    var organization = organization(request);
    var found = members.list(organization.id(), PageQuery.of(request), request.context());
    var rows =
        found.data().stream()
            .map(member ->
                new Row(
                    member,
                    member.user().id().value().equals(request.caller().id()),
                    mayGrant(request.caller(), member.user().role())))
            .toList();
    return pages.show(
        request,
        new Page(
            "Members of " + organization.name(),
            Section.ORGANIZATIONS,
            "pages/members",
            new ListView(organization, rows, Pager.of(request, found))));
  }

  private Response askToInvite(int status, Request request, FormState form) {
    var view =
        new NewView(
            organization(request),
            form,
            choices(request.caller()),
            IdempotentForms.newIdempotencyKey());
    return pages.show(
        status,
        request,
        new Page("Invite a member", Section.ORGANIZATIONS, "pages/newMember", view));
  }

  private Response invite(Request request) {
    return once.handle(
        request,
        form -> {
          var organization = organization(request);
          var role = role(form);
          var name = form.one("name").orElse("");
          return tx -> {
            var made = members.invite(tx, organization.id(), name, role, request.context());
            var user = made.member().user();
            return pages.showRepeatable(
                201,
                request,
                new Page(
                    "Sign-in link for " + user.name(),
                    Section.ORGANIZATIONS,
                    "pages/memberLinkCreated",
                    new LinkView(organization, user, SignInPages.signInUrl(issuer, made.link()))));
          };
        },
        filled -> askToInvite(filled.status(), request, filled));
  }

  private static Role role(Form form) {
    return Role.parse(form.one("role").orElse(""))
        .orElseThrow(() -> Refused.invalid("role", "must be owner, operator, auditor or member"));
  }

  private Response askForRole(int status, Request request, FormState form) {
    var user = member(request);
    return pages.show(
        status,
        request,
        new Page(
            "Role of " + user.name(),
            Section.ORGANIZATIONS,
            "pages/memberRole",
            new RoleView(organization(request), user, choices(request.caller()), form)));
  }

  private Response changeRole(Request request) {
    return UserPages.orShowFormAgain(
        request,
        form -> {
          var organization = organization(request);
          var user =
              members.changeRole(organization.id(), userId(request), role(form), request.context());
          return pages.redirect(
              request, path(organization), user.name() + " is now " + user.role().wire() + ".");
        },
        filled -> askForRole(filled.status(), request, filled));
  }

  private Response askToRemove(int status, Request request, FormState form) {
    var organization = organization(request);
    var user = member(request);
    var consequences = new ArrayList<String>();
    consequences.add("Sessions in this organization end at once, in every browser.");
    var made =
        keys.createdBy(user.id().value()).stream()
            .filter(key -> key.organization().equals(Optional.of(organization.id())))
            .map(OperatorKey::name)
            .toList();
    if (!made.isEmpty()) {
      consequences.add(
          "Operator keys of this organization that "
              + user.name()
              + " created stay active: "
              + String.join(", ", made)
              + ".");
    }
    var invited = members.invitedBy(organization.id(), user.id(), request.context());
    if (!invited.isEmpty()) {
      consequences.add(
          "Unused sign-in links that "
              + user.name()
              + " created stop working: of "
              + String.join(", ", invited)
              + ".");
    }
    var path = path(organization) + "/" + user.id().value();
    return pages.show(
        status,
        request,
        new ConfirmationPage(
                "Remove " + user.name() + " from " + organization.name() + "?",
                consequences,
                path + "/remove",
                "Remove member",
                path(organization),
                user.name(),
                false,
                form)
            .page(Section.ORGANIZATIONS));
  }

  private Response remove(Request request) {
    return UserPages.orShowFormAgain(
        request,
        _ -> {
          var organization = organization(request);
          var user = member(request);
          members.remove(organization.id(), user.id(), request.context());
          return user.id().value().equals(request.caller().id())
              ? PageRenderer.redirect(PageArea.CONSOLE.signIn())
              : pages.redirect(request, path(organization), user.name() + " was removed.");
        },
        filled -> askToRemove(filled.status(), request, filled));
  }

  private Response places(Request request) {
    var found = sessions.workplaces(request.session());
    var names =
        organizations.names(
            found.stream().flatMap(place -> place.organization().stream()).toList());
    var places =
        found.stream()
            .map(place ->
                new Place(
                    place.organization().map(OrganizationId::value).orElse(""),
                    place
                        .organization()
                        .map(id -> names.getOrDefault(id, id.value()))
                        .orElse("The whole server"),
                    place.isCurrent()))
            .toList();
    return pages.show(
        request,
        new Page("Switch organization", null, "pages/chooseOrganization", new ChooseView(places)));
  }

  private Response choose(Request request) {
    var text = request.form().one(ORGANIZATION).orElse("");
    var organization =
        text.isEmpty()
            ? Optional.<OrganizationId>empty()
            : Optional.of(OrganizationId.parse(text).orElseThrow(OrganizationRefusals::notFound));
    var moved = sessions.choose(request.session(), organization, request.context());
    return PageRenderer.redirect("/console").withHeader("Set-Cookie", moved.setCookieHeader());
  }
}
