package dev.signet.console.pages;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.GrantRule;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageArea;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.identity.operatorkeys.OperatorKey;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.users.Role;
import dev.signet.identity.users.User;
import dev.signet.identity.users.UserAdministration;
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
import java.util.function.Function;
import java.util.stream.Stream;

/// The users of the console: list, add, change role, sign out, remove.
final class UserPages {
  static final String ALL = "/console/people";
  private static final String NEW = ALL + "/new";
  private static final String ONE = ALL + "/{personId}";
  private static final String LINK = ONE + "/link";
  private static final String ROLE = ONE + "/role";
  private static final String SIGN_OUT = ONE + "/sign-out";
  private static final String REMOVE = ONE + "/remove";

  /// @param isOwn whether this is the signed-in user
  record Row(UserAdministration.UserEntry entry, boolean isOwn) {
    static Row of(UserAdministration.UserEntry entry, Request request) {
      return new Row(entry, UserPages.isOwn(entry.user(), request));
    }

    User user() {
      return entry.user();
    }

    boolean hasSignedIn() {
      return user().lastSignedInAt().isPresent();
    }

    String roleText() {
      return entry.organizations() == 0
          ? user().role().wire()
          : user().role().wire()
              + ", in "
              + TimeFormat.quantity(entry.organizations(), "organization");
    }
  }

  /// @param id of an organization that a user is a member of
  record PlaceView(String id, String name, String role) {}

  record ListView(List<Row> rows, Pager pager) {}

  /// @param addedText how or by whom the user was added, in words
  /// @param operatorKeyNames the names of the active operator keys that the user created
  /// @param mayChange whether the signed-in user has all permissions of this user
  record UserView(
      Row row,
      String addedText,
      List<String> operatorKeyNames,
      List<PlaceView> places,
      boolean mayChange) {
    String permissionsText() {
      return UserPages.permissionsText(row.user().role());
    }
  }

  /// @param choices the roles, in the format of the template
  /// @param idempotencyKey identifies this form: sending it repeatedly adds one user
  record NewView(FormState form, List<String> choices, String idempotencyKey) {}

  record LinkView(UserAdministration.UserEntry entry, FormState form, String idempotencyKey) {}

  /// @param link shown only once
  record SignInLinkView(User user, String link) {
    long hours() {
      return UserAdministration.LINK_LIFETIME.toHours();
    }
  }

  /// @param organizations the number of organizations that the user is a member of
  record RoleView(
      User user, boolean isOwn, long organizations, List<String> choices, FormState form) {}

  private final PageRenderer pages;
  private final UserAdministration roster;
  private final OperatorKeys keys;
  private final Organizations organizations;
  private final ActorNames actors;
  private final IdempotentForms once;
  private final String issuer;

  UserPages(
      PageRenderer pages,
      UserAdministration roster,
      OperatorKeys keys,
      Organizations organizations,
      ActorNames actors,
      IdempotentForms once,
      String issuer) {
    this.pages = pages;
    this.roster = roster;
    this.keys = keys;
    this.organizations = organizations;
    this.actors = actors;
    this.once = once;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var write = new Access.SignedIn("operators:write");
    var afresh = new Access.Reauthenticated("operators:write");
    router.get(ALL, new Access.SignedIn("operators:read"), this::list);
    router.get(ONE, new Access.SignedIn("operators:read"), this::show);
    router.get(NEW, afresh, request -> askToAdd(200, request, FormState.BLANK));
    router.post(NEW, afresh, this::add);
    router.get(LINK, afresh, request -> askForLink(200, request, FormState.BLANK));
    router.post(LINK, afresh, this::createLink);
    router.get(ROLE, afresh, request -> askForRole(200, request, FormState.BLANK));
    router.post(ROLE, afresh, this::changeRole);
    router.get(SIGN_OUT, write, request -> askToSignOut(200, request, FormState.BLANK));
    router.post(SIGN_OUT, write, this::signOut);
    router.get(REMOVE, afresh, request -> askToRemove(200, request, FormState.BLANK));
    router.post(REMOVE, afresh, this::remove);
  }

  private static String path(UserId id) {
    return ALL + "/" + id.value();
  }

  /// The permissions of a role, in a few words.
  static String permissionsText(Role role) {
    return switch (role) {
      case OWNER -> "manage everything";
      case OPERATOR -> "manage agents and tokens, read everything else";
      case AUDITOR -> "read everything, change nothing";
      case MEMBER -> "no access, except to organizations";
    };
  }

  /// @param isMember whether the user belongs to an organization, and so needs no role on the
  ///   server
  private static List<String> roleChoices(Caller caller, boolean isMember) {
    return Stream.of(Role.AUDITOR, Role.OPERATOR, Role.OWNER, Role.MEMBER)
        .filter(role -> role != Role.MEMBER || isMember)
        .filter(role -> mayGrant(caller, role))
        .map(role -> role.wire() + ":" + role.wire() + " – " + permissionsText(role))
        .toList();
  }

  private static boolean mayGrant(Caller caller, Role role) {
    return GrantRule.mayGrant(role.scopes(), caller.scopes());
  }

  private Response list(Request request) {
    var found = roster.list(PageQuery.of(request));
    var rows = found.data().stream().map(entry -> Row.of(entry, request)).toList();
    var view = new ListView(rows, Pager.of(request, found));
    return pages.show(request, new Page("Users", Section.USERS, "pages/users", view));
  }

  private Response show(Request request) {
    var entry = requireUser(request);
    var person = entry.user();
    var places = roster.places(person.id());
    var organizationNames =
        organizations.names(places.stream().map(UserAdministration.Place::organization).toList());
    var view =
        new UserView(
            Row.of(entry, request),
            addedText(person),
            names(keys.createdBy(person.id().value())),
            places.stream()
                .map(place ->
                    new PlaceView(
                        place.organization().value(),
                        organizationNames.getOrDefault(
                            place.organization(), place.organization().value()),
                        place.role().wire()))
                .toList(),
            Stream.concat(
                    Stream.of(person.role()), places.stream().map(UserAdministration.Place::role))
                .allMatch(role -> mayGrant(request.caller(), role)));
    return pages.show(request, new Page(person.name(), Section.USERS, "pages/user", view));
  }

  private String addedText(User person) {
    var by = person.createdBy();
    return by.equals("start")
        ? "with the link of the first start"
        : "added by " + actors.operators(List.of(by)).operator(by);
  }

  private static List<String> names(List<OperatorKey> keys) {
    return keys.stream().map(OperatorKey::name).toList();
  }

  private static boolean isOwn(User person, Request request) {
    return person.id().value().equals(request.caller().id());
  }

  private Response askToAdd(int status, Request request, FormState form) {
    var view =
        new NewView(
            form, roleChoices(request.caller(), false), IdempotentForms.newIdempotencyKey());
    return pages.show(
        status, request, new Page("Add a user", Section.USERS, "pages/newUser", view));
  }

  private Response add(Request request) {
    return once.handle(
        request,
        form -> {
          var role =
              role(form)
                  .filter(found -> found != Role.MEMBER)
                  .orElseThrow(() -> Refused.invalid("role", "must be owner, operator or auditor"));
          var name = form.one("name").orElse("");
          return tx -> signInLinkPage(request, roster.add(tx, name, role, request.context()));
        },
        filled -> askToAdd(filled.status(), request, filled));
  }

  private static Optional<Role> role(Form form) {
    return Role.parse(form.one("role").orElse(""));
  }

  private Response signInLinkPage(Request request, UserAdministration.UserWithLink expected) {
    var address = SignInPages.signInUrl(issuer, expected.link());
    var view = new SignInLinkView(expected.user(), address);
    return pages.showRepeatable(
        201,
        request,
        new Page(
            "Sign-in link for " + expected.user().name(),
            Section.USERS,
            "pages/userLinkCreated",
            view));
  }

  private Response askForLink(int status, Request request, FormState form) {
    var view = new LinkView(requireUser(request), form, IdempotentForms.newIdempotencyKey());
    return pages.show(
        status,
        request,
        new Page(
            "New sign-in link for " + view.entry().user().name(),
            Section.USERS,
            "pages/newUserLink",
            view));
  }

  private Response createLink(Request request) {
    return once.handle(
        request,
        _ -> {
          var id = id(request);
          return tx -> signInLinkPage(request, roster.renewLink(tx, id, request.context()));
        },
        filled -> askForLink(filled.status(), request, filled));
  }

  private Response askForRole(int status, Request request, FormState form) {
    var entry = requireUser(request);
    var person = entry.user();
    var view =
        new RoleView(
            person,
            isOwn(person, request),
            entry.organizations(),
            roleChoices(request.caller(), entry.organizations() > 0),
            form);
    return pages.show(
        status,
        request,
        new Page("Role of " + person.name(), Section.USERS, "pages/userRole", view));
  }

  private Response changeRole(Request request) {
    return orShowFormAgain(
        request,
        form -> {
          var wanted =
              role(form)
                  .orElseThrow(
                      () -> Refused.invalid("role", "must be owner, operator, auditor or member"));
          var person = roster.changeRole(id(request), wanted, request.context());
          var role = person.role();
          var text = " the role " + role.wire() + ": " + permissionsText(role) + ".";
          return pages.redirect(
              request,
              ALL,
              (isOwn(person, request) ? "You now have" : person.name() + " now has") + text);
        },
        filled -> askForRole(filled.status(), request, filled));
  }

  private Response askToSignOut(int status, Request request, FormState form) {
    var entry = requireUser(request);
    var person = entry.user();
    var consequences = new ArrayList<String>();
    consequences.add(sessionsText(entry, request));
    consequences.add("Passkeys are kept, so " + person.name() + " can sign in again.");
    return pages.show(
        status,
        request,
        confirmation(
                "Sign out " + person.name() + "?",
                consequences,
                person,
                "sign-out",
                "Sign out",
                form)
            .page(Section.USERS));
  }

  private Response signOut(Request request) {
    return orShowFormAgain(
        request,
        _ -> {
          var person = requireUser(request).user();
          var ended = roster.signOut(person.id(), request.context());
          return isOwn(person, request)
              ? PageRenderer.redirect(PageArea.CONSOLE.signIn())
              : pages.redirect(
                  request,
                  path(person.id()),
                  person.name()
                      + " is signed out: "
                      + consequence(ended, "session", "sessions", "has ended", "have ended")
                      + ".");
        },
        filled -> askToSignOut(filled.status(), request, filled));
  }

  private Response askToRemove(int status, Request request, FormState form) {
    var entry = requireUser(request);
    var person = entry.user();
    var consequences = new ArrayList<String>();
    consequences.add(sessionsText(entry, request));
    if (entry.passkeys() > 0) {
      consequences.add(
          consequence(entry.passkeys(), "passkey", "passkeys", "is removed.", "are removed."));
    }
    if (entry.linkExpiresAt().isPresent()) {
      consequences.add("The sign-in link stops working.");
    }
    if (entry.organizations() > 0) {
      consequences.add(
          consequence(entry.organizations(), "organization", "organizations", "loses", "lose")
              + " this member.");
    }
    consequences.add("Unused sign-in links that they created stop working.");
    var made = keys.createdBy(person.id().value());
    if (!made.isEmpty()) {
      consequences.add(
          TimeFormat.quantity(made.size(), "operator key")
              + " created by "
              + person.name()
              + (made.size() == 1 ? " stays active: " : " stay active: ")
              + String.join(", ", names(made).stream().limit(5).toList())
              + (made.size() > 5 ? " and more" : "")
              + ". Review the operator keys next.");
    }
    consequences.add(
        "The audit log keeps the name. To return, they have to be added again, as a new user.");
    return pages.show(
        status,
        request,
        confirmation(
                "Remove " + person.name() + "?",
                consequences,
                person,
                "remove",
                "Remove user",
                form)
            .page(Section.USERS));
  }

  private Response remove(Request request) {
    return orShowFormAgain(
        request,
        _ -> {
          var removed = roster.remove(id(request), request.context());
          return isOwn(removed.user(), request)
              ? PageRenderer.redirect(PageArea.CONSOLE.signIn())
              : pages.redirect(
                  request,
                  ALL,
                  removed.user().name()
                      + " can no longer sign in. "
                      + TimeFormat.quantity(removed.sessions(), "session")
                      + " and "
                      + TimeFormat.quantity(removed.passkeys(), "passkey")
                      + " were removed.");
        },
        filled -> askToRemove(filled.status(), request, filled));
  }

  private static String sessionsText(UserAdministration.UserEntry entry, Request request) {
    return entry.sessions() == 0
        ? "There are no active sessions."
        : consequence(entry.sessions(), "session", "sessions", "ends", "end")
            + " at once, in every browser"
            + (isOwn(entry.user(), request) ? ", including this one." : ".");
  }

  private static String consequence(
      long count, String one, String more, String does, String theyDo) {
    return "%,d %s %s".formatted(count, count == 1 ? one : more, count == 1 ? does : theyDo);
  }

  private static ConfirmationPage confirmation(
      String title,
      List<String> consequences,
      User person,
      String what,
      String button,
      FormState form) {
    var path = path(person.id());
    return new ConfirmationPage(
        title, consequences, path + "/" + what, button, path, person.name(), false, form);
  }

  /// Does the work, or shows the form again with the errors. For an unknown user, there is no form.
  static Response orShowFormAgain(
      Request request, Function<Form, Response> work, Function<FormState, Response> again) {
    var form = request.form();
    try {
      return work.apply(form);
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.NotFound) {
        throw refused;
      }
      return again.apply(FormState.of(form).withRefusal(refused));
    }
  }

  private UserAdministration.UserEntry requireUser(Request request) {
    return roster.require(id(request));
  }

  private static UserId id(Request request) {
    return UserId.parse(request.pathParam("personId")).orElseThrow(UserRefusals::notFound);
  }
}
