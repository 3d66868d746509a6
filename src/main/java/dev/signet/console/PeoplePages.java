package dev.signet.console;

import dev.signet.base.callers.Caller;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.operatorkeys.OperatorKey;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.Person;
import dev.signet.identity.users.PersonId;
import dev.signet.identity.users.Role;
import dev.signet.identity.users.Roster;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The people who may sign in, and what may be done with them.
final class PeoplePages {
  static final String ALL = "/console/people";
  private static final String NEW = ALL + "/new";
  private static final String ONE = ALL + "/{personId}";
  private static final String LINK = ONE + "/link";
  private static final String ROLE = ONE + "/role";
  private static final String SIGN_OUT = ONE + "/sign-out";
  private static final String REMOVE = ONE + "/remove";

  /// @param isOwn whether it is whoever looks
  /// @param mayChange whether whoever looks may do all that this person may
  record Row(Roster.Entry entry, boolean isOwn, boolean mayChange) {
    static Row of(Roster.Entry entry, Request request) {
      return new Row(
          entry,
          PeoplePages.isOwn(entry.person(), request),
          mayGive(request.caller(), entry.person().role()));
    }

    Person person() {
      return entry.person();
    }

    boolean hasCome() {
      return person().lastSignedInAt().isPresent();
    }
  }

  record ListView(List<Row> rows, Pager pager) {}

  /// @param since by what, or by whom, in words
  /// @param keys the names of the operator keys that were made, and work
  record OneView(Row row, String since, List<String> keys) {
    String may() {
      return PeoplePages.may(row.person().role());
    }
  }

  /// @param choices of a role, as a template takes them
  /// @param once names this form: however often it is sent, one person comes of it
  record NewView(Filled form, List<String> choices, String once) {}

  record LinkView(Roster.Entry entry, Filled form, String once) {}

  /// @param link the only time that it can be shown
  record ExpectedView(Person person, String link) {
    long hours() {
      return Roster.LINK_LIFETIME.toHours();
    }
  }

  record RoleView(Person person, boolean isOwn, List<String> choices, Filled form) {}

  private final Pages pages;
  private final Roster roster;
  private final OperatorKeys keys;
  private final Actors actors;
  private final OnceForms once;
  private final String issuer;

  PeoplePages(
      Pages pages, Roster roster, OperatorKeys keys, Actors actors, OnceForms once, String issuer) {
    this.pages = pages;
    this.roster = roster;
    this.keys = keys;
    this.actors = actors;
    this.once = once;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var write = new Access.SignedIn("operators:write");
    var afresh = new Access.SignedInAfresh("operators:write");
    router.get(ALL, new Access.SignedIn("operators:read"), this::list);
    router.get(ONE, new Access.SignedIn("operators:read"), this::one);
    router.get(NEW, afresh, request -> askToAdd(200, request, Filled.BLANK));
    router.post(NEW, afresh, this::add);
    router.get(LINK, afresh, request -> askForLink(200, request, Filled.BLANK));
    router.post(LINK, afresh, this::link);
    router.get(ROLE, afresh, request -> askForRole(200, request, Filled.BLANK));
    router.post(ROLE, afresh, this::changeRole);
    router.get(SIGN_OUT, write, request -> askToSignOut(200, request, Filled.BLANK));
    router.post(SIGN_OUT, write, this::signOut);
    router.get(REMOVE, afresh, request -> askToRemove(200, request, Filled.BLANK));
    router.post(REMOVE, afresh, this::remove);
  }

  private static String path(PersonId id) {
    return ALL + "/" + id.value();
  }

  /// What somebody with a role may do, in a few words.
  static String may(Role role) {
    return switch (role) {
      case OWNER -> "do everything";
      case OPERATOR -> "look after agents and tokens, and read the rest";
      case AUDITOR -> "read everything, and change nothing";
    };
  }

  private static List<String> choices(Caller caller) {
    return Stream.of(Role.AUDITOR, Role.OPERATOR, Role.OWNER)
        .filter(role -> mayGive(caller, role))
        .map(role -> role.wire() + ":" + role.wire() + " – may " + may(role))
        .toList();
  }

  private static boolean mayGive(Caller caller, Role role) {
    return role.scopes().firstNotAllowedBy(caller.scopes()).isEmpty();
  }

  private Response list(Request request) {
    var found = roster.list(Paging.of(request));
    var rows = found.data().stream().map(entry -> Row.of(entry, request)).toList();
    var view = new ListView(rows, Pager.of(request, found));
    return pages.show(request, new Page("People", Section.PEOPLE, "people", view));
  }

  private Response one(Request request) {
    var entry = require(request);
    var person = entry.person();
    var view =
        new OneView(Row.of(entry, request), since(person), names(keys.madeBy(person.id().value())));
    return pages.show(request, new Page(person.name(), Section.PEOPLE, "person", view));
  }

  private String since(Person person) {
    var by = person.createdBy();
    return by.equals("start")
        ? "by the link of the first start"
        : "added by " + actors.operators(List.of(by)).operator(by);
  }

  private static List<String> names(List<OperatorKey> keys) {
    return keys.stream().map(OperatorKey::name).toList();
  }

  private static boolean isOwn(Person person, Request request) {
    return person.id().value().equals(request.caller().id());
  }

  private Response askToAdd(int status, Request request, Filled form) {
    var view = new NewView(form, choices(request.caller()), OnceForms.newName());
    return pages.show(status, request, new Page("Add somebody", Section.PEOPLE, "newperson", view));
  }

  private Response add(Request request) {
    return once.answer(
        request,
        form -> {
          var role = role(form);
          var name = form.one("name").orElse("");
          return tx -> shown(request, roster.add(tx, name, role, request.origin()));
        },
        filled -> askToAdd(filled.status(), request, filled));
  }

  private static Role role(Form form) {
    return Role.parse(form.one("role").orElse(""))
        .orElseThrow(() -> Refused.invalid("role", "must be owner, operator or auditor"));
  }

  private Response shown(Request request, Roster.Expected expected) {
    var address = SignInPages.address(issuer, expected.link());
    var view = new ExpectedView(expected.person(), address);
    return pages.showOnce(
        201,
        request,
        new Page("A link for " + expected.person().name(), Section.PEOPLE, "personexpected", view));
  }

  private Response askForLink(int status, Request request, Filled form) {
    var view = new LinkView(require(request), form, OnceForms.newName());
    return pages.show(
        status,
        request,
        new Page("A link for " + view.entry().person().name(), Section.PEOPLE, "personlink", view));
  }

  private Response link(Request request) {
    return once.answer(
        request,
        _ -> {
          var id = id(request);
          return tx -> shown(request, roster.linkAgain(tx, id, request.origin()));
        },
        filled -> askForLink(filled.status(), request, filled));
  }

  private Response askForRole(int status, Request request, Filled form) {
    var person = require(request).person();
    var view = new RoleView(person, isOwn(person, request), choices(request.caller()), form);
    return pages.show(
        status,
        request,
        new Page("The role of " + person.name(), Section.PEOPLE, "personrole", view));
  }

  private Response changeRole(Request request) {
    return orAgain(
        request,
        form -> {
          var person = roster.changeRole(id(request), role(form), request.origin());
          var may = " " + person.role().wire() + " now, and may " + may(person.role()) + ".";
          return pages.goTo(
              request, ALL, isOwn(person, request) ? "You are" + may : person.name() + " is" + may);
        },
        filled -> askForRole(filled.status(), request, filled));
  }

  private Response askToSignOut(int status, Request request, Filled form) {
    var entry = require(request);
    var person = entry.person();
    var consequences = new ArrayList<String>();
    consequences.add(sessionsEnd(entry, request));
    consequences.add("Passkeys stay, so " + person.name() + " may sign in again.");
    return pages.show(
        status,
        request,
        sure("Sign out " + person.name() + "?", consequences, person, "sign-out", "Sign out", form)
            .page(Section.PEOPLE));
  }

  private Response signOut(Request request) {
    return orAgain(
        request,
        _ -> {
          var person = require(request).person();
          var ended = roster.signOut(person.id(), request.origin());
          return isOwn(person, request)
              ? Pages.goTo(SignInPages.SIGN_IN)
              : pages.goTo(
                  request,
                  path(person.id()),
                  person.name()
                      + " is signed out: "
                      + counted(ended, "session", "sessions", "has ended", "have ended")
                      + ".");
        },
        filled -> askToSignOut(filled.status(), request, filled));
  }

  private Response askToRemove(int status, Request request, Filled form) {
    var entry = require(request);
    var person = entry.person();
    var consequences = new ArrayList<String>();
    consequences.add(sessionsEnd(entry, request));
    if (entry.passkeys() > 0) {
      consequences.add(
          counted(entry.passkeys(), "passkey", "passkeys", "opens", "open")
              + " nothing here any more.");
    }
    if (entry.linkUntil().isPresent()) {
      consequences.add("The link that was made lets nobody in.");
    }
    var made = keys.madeBy(person.id().value());
    if (!made.isEmpty()) {
      consequences.add(
          Times.counted(made.size(), "operator key")
              + " that "
              + person.name()
              + (made.size() == 1 ? " made works on: " : " made work on: ")
              + String.join(", ", names(made).stream().limit(5).toList())
              + (made.size() > 5 ? " and more" : "")
              + ". Look at the operator keys next.");
    }
    consequences.add(
        "The audit trail keeps the name. Whoever is to come back is added anew, as somebody new.");
    return pages.show(
        status,
        request,
        sure(
                "End the access of " + person.name() + "?",
                consequences,
                person,
                "remove",
                "End access",
                form)
            .page(Section.PEOPLE));
  }

  private Response remove(Request request) {
    return orAgain(
        request,
        _ -> {
          var removed = roster.remove(id(request), request.origin());
          return isOwn(removed.person(), request)
              ? Pages.goTo(SignInPages.SIGN_IN)
              : pages.goTo(
                  request,
                  ALL,
                  removed.person().name()
                      + " may not sign in any more. "
                      + Times.counted(removed.sessions(), "session")
                      + " and "
                      + Times.counted(removed.passkeys(), "passkey")
                      + " have ended.");
        },
        filled -> askToRemove(filled.status(), request, filled));
  }

  private static String sessionsEnd(Roster.Entry entry, Request request) {
    return entry.sessions() == 0
        ? "No session is alive."
        : counted(entry.sessions(), "session", "sessions", "ends", "end")
            + " at once, in whatever browser"
            + (isOwn(entry.person(), request) ? ": this one, too." : ".");
  }

  private static String counted(long count, String one, String more, String does, String theyDo) {
    return "%,d %s %s".formatted(count, count == 1 ? one : more, count == 1 ? does : theyDo);
  }

  private static Sure sure(
      String title,
      List<String> consequences,
      Person person,
      String what,
      String button,
      Filled form) {
    var path = path(person.id());
    return new Sure(
        title, consequences, path + "/" + what, button, path, person.name(), false, form);
  }

  /// Does it, or shows the form again with what is wrong; whoever is not there has no form.
  private static Response orAgain(
      Request request, Function<Form, Response> work, Function<Filled, Response> again) {
    var form = request.form();
    try {
      return work.apply(form);
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.Unknown) {
        throw refused;
      }
      return again.apply(Filled.with(form).refused(refused));
    }
  }

  private Roster.Entry require(Request request) {
    return roster.require(id(request));
  }

  private static PersonId id(Request request) {
    return PersonId.parse(request.pathParam("personId"))
        .orElseThrow(() -> Refused.unknown("person who may sign in"));
  }
}
