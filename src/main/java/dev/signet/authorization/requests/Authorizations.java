package dev.signet.authorization.requests;

import dev.signet.authorization.apps.Apps;
import dev.signet.authorization.consents.Consent;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.requests.AuthorizationRequest.Prompt;
import dev.signet.authorization.requests.AuthorizationRequest.RedirectTarget;
import dev.signet.authorization.requests.NextStep.Answer;
import dev.signet.authorization.requests.NextStep.Ask;
import dev.signet.authorization.requests.NextStep.Destination;
import dev.signet.authorization.requests.NextStep.Question;
import dev.signet.authorization.requests.NextStep.Reauthenticate;
import dev.signet.authorization.requests.NextStep.SignIn;
import dev.signet.authorization.requests.NextStep.Stop;
import dev.signet.authorization.requests.NextStep.Unaccepted;
import dev.signet.authorization.requests.RequestCheck.Inquirer;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.authorization.resources.ResourceScope;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.replay.OneTimeUse;
import dev.signet.validity.replay.ReplayGuard;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Authorization requests from their arrival to the code that answers them ([RFC 6749
/// §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1)). Nothing is stored until a user has
/// decided.
public final class Authorizations {
  /// Scopes of OpenID Connect, which this server ignores.
  private static final Set<String> OPENID_SCOPES =
      Set.of("openid", "profile", "email", "address", "phone", "offline_access");

  private final Db db;
  private final Clock clock;
  private final RequestCheck check;
  private final Apps apps;
  private final SealedRequests sealed;
  private final AuthorizationAnswers answers;
  private final ProtectedResources resources;
  private final Consents consents;
  private final Organizations organizations;
  private final ReplayGuard replay;
  private final AppRequests appRequests;

  Authorizations(
      Db db,
      Clock clock,
      RequestCheck check,
      Apps apps,
      SealedRequests sealed,
      AuthorizationAnswers answers,
      ProtectedResources resources,
      Consents consents,
      Organizations organizations,
      ReplayGuard replay) {
    this.db = db;
    this.clock = clock;
    this.check = check;
    this.apps = apps;
    this.sealed = sealed;
    this.answers = answers;
    this.resources = resources;
    this.consents = consents;
    this.organizations = organizations;
    this.replay = replay;
    this.appRequests = new AppRequests(check, sealed, apps, replay, clock);
  }

  /// The requests on their way through the user's browser.
  public SealedRequests sealed() {
    return sealed;
  }

  /// What happens with a request that has just arrived, or whose user has just signed in.
  ///
  /// @param user the signed-in user, if there is one
  public NextStep begin(
      AuthorizationParameters parameters, Optional<AuthorizingUser> user, RequestContext by) {
    return switch (check.check(
        parameters, new Inquirer(user.map(AuthorizingUser::id), false, by))) {
      case CheckedRequest.NeedsUser() -> signInForApp(parameters);
      case CheckedRequest.NotAccepted(var app) -> new Unaccepted(app, sealed.seal(parameters));
      case CheckedRequest.Unanswerable(var sentence) -> new Stop(sentence, Optional.empty());
      case CheckedRequest.Rejected(var target, var error, var description) ->
          reject(target, error, description);
      case CheckedRequest.WellFormed(var request) ->
          user.isEmpty() ? signIn(request) : ask(request, user.get());
    };
  }

  /// The requests of users to allow apps that are not accepted.
  public AppRequests appRequests() {
    return appRequests;
  }

  private NextStep signIn(AuthorizationRequest request) {
    return request.prompts(Prompt.NONE)
        ? reject(request.target(), AuthorizationError.LOGIN_REQUIRED, "No user is signed in")
        : new SignIn();
  }

  /// The address of an app is not known before a user has signed in.
  private static NextStep signInForApp(AuthorizationParameters parameters) {
    return parameters.one("prompt").filter("none"::equals).isPresent()
        ? new Stop("You are not signed in, and the app does not want you to.", Optional.empty())
        : new SignIn();
  }

  /// Tells a client of an error; where the error may not be sent by itself, the user sees it first.
  private NextStep reject(RedirectTarget target, AuthorizationError error, String description) {
    return target.mayGetErrors()
        ? new Answer(answers.error(target, error, description))
        : new Stop(
            "The app's request cannot be answered: " + description + ".",
            Optional.of(answers.error(target, error, description)));
  }

  /// The plan of a request, or why there is none.
  private sealed interface Planned {
    record Possible(RequestPlan plan) implements Planned {}

    record Impossible(NextStep step) implements Planned {}
  }

  private Planned plan(AuthorizationRequest request, AuthorizingUser user) {
    var target = request.target();
    var known =
        new Scopes(
            request.scopes().stream().filter(Predicate.not(OPENID_SCOPES::contains)).toList());
    var found =
        request
            .resource()
            .map(resources::find)
            .orElseGet(() -> resources.infer(known, user.organizations()));
    if (found.isEmpty()) {
      return new Planned.Impossible(
          reject(
              target,
              AuthorizationError.INVALID_TARGET,
              request.resource().isPresent()
                  ? "The resource is not registered here"
                  : "Name a registered resource with the parameter resource"));
    }
    var resource = found.get();
    if (!organizations.states().isActive(resource.organization())) {
      return new Planned.Impossible(
          new Stop(
              "The organization that " + resource.settings().name() + " belongs to is suspended.",
              Optional.of(answers.denied(target, "The resource's organization is suspended"))));
    }
    if (!ProtectedResources.mayUse(resource, user.organizations())) {
      return new Planned.Impossible(
          new Stop(
              "You are not a member of the organization that "
                  + resource.settings().name()
                  + " belongs to.",
              Optional.of(answers.denied(target, "The user may not use this resource"))));
    }
    var requested = resource.scopes().known(known);
    if (requested.isEmpty() && !known.isEmpty()) {
      return new Planned.Impossible(
          reject(
              target,
              AuthorizationError.INVALID_SCOPE,
              "The resource has none of the requested scopes"));
    }
    var scopes =
        resource
            .scopes()
            .withImplied(requested.isEmpty() ? resource.scopes().defaults() : requested);
    var consent =
        request
            .client()
            .id()
            .flatMap(client -> consents.find(user.id(), client, resource.id().value()));
    if (consent.filter(Consent::isBlocked).isPresent()) {
      return new Planned.Impossible(
          new Stop(
              "An operator has blocked this client for you at " + resource.settings().name() + ".",
              Optional.of(answers.denied(target, "The client is blocked for this user"))));
    }
    return new Planned.Possible(
        new RequestPlan(request, resource, scopes, consent, resource.scopes().hasHighRisk(scopes)));
  }

  private NextStep ask(AuthorizationRequest request, AuthorizingUser user) {
    if (request.prompts(Prompt.LOGIN) && !user.isRecentlyAuthenticated()) {
      return new Reauthenticate();
    }
    return switch (plan(request, user)) {
      case Planned.Impossible(Stop(_, var back))
          when request.prompts(Prompt.NONE)
              && back.isPresent()
              && request.target().mayGetErrors() ->
          new Answer(back.get());
      case Planned.Impossible(var step) -> step;
      case Planned.Possible(var plan) -> {
        if (plan.needsNoPage(clock.instant())) {
          yield new Answer(
              answers.code(
                  plan, user, plan.consentedClient(), plan.consent().orElseThrow(), plan.scopes()));
        }
        yield request.prompts(Prompt.NONE)
            ? reject(
                request.target(),
                AuthorizationError.CONSENT_REQUIRED,
                "The user has to decide on a page")
            : new Ask(question(plan, user, Optional.empty()));
      }
    };
  }

  private Question question(RequestPlan plan, AuthorizingUser user, Optional<String> notice) {
    var before = plan.consent().filter(Consent::isActive).map(Consent::scopes).orElse(Scopes.NONE);
    var shown = plan.scopes().values().stream().flatMap(name -> plan.scope(name).stream()).toList();
    var decision =
        new Decision(
            plan.request().parameters(),
            user.id(),
            user.session(),
            plan.resource().id(),
            plan.scopes(),
            plan.hasHighRisk(),
            clock.instant());
    var target = plan.request().target();
    return new Question(
        user,
        plan.request().client(),
        new Destination(target.registered().host(), target.recipient(), registrar(plan)),
        plan.resource(),
        shown.stream().filter(scope -> before.contains(scope.name())).toList(),
        shown.stream().filter(scope -> !before.contains(scope.name())).toList(),
        plan.hasHighRisk(),
        sealed.seal(decision),
        notice);
  }

  private Optional<String> registrar(RequestPlan plan) {
    return plan.isOfAnotherOrganization()
            && plan.request().client() instanceof RequestingClient.Registered(var agent)
        ? Optional.of(
            organizations
                .names(Set.of(agent.organization()))
                .getOrDefault(agent.organization(), agent.organization().value()))
        : Optional.empty();
  }

  /// The user's answer to a question.
  ///
  /// @param isAllowed whether the user allows it
  /// @param declined optional scopes that the user left out
  public NextStep decide(
      String sealedDecision,
      boolean isAllowed,
      Scopes declined,
      AuthorizingUser user,
      RequestContext by) {
    var decision =
        sealed
            .openDecision(sealedDecision)
            .filter(found -> found.user().equals(user.id()))
            .filter(found -> found.session().equals(user.session()));
    if (decision.isEmpty()) {
      return new Stop(
          "This page was made for another user or session. Start again in the client.",
          Optional.empty());
    }
    return switch (check.check(
        decision.get().parameters(), new Inquirer(Optional.of(user.id()), isAllowed, by))) {
      case CheckedRequest.NeedsUser() -> new SignIn();
      case CheckedRequest.NotAccepted(var app) ->
          new Unaccepted(app, sealed.seal(decision.get().parameters()));
      case CheckedRequest.Unanswerable(var sentence) -> new Stop(sentence, Optional.empty());
      case CheckedRequest.Rejected(var target, var error, var description) ->
          reject(target, error, description);
      case CheckedRequest.WellFormed(var request) ->
          switch (plan(request, user)) {
            case Planned.Impossible(var step) -> step;
            case Planned.Possible(var plan) ->
                isAllowed ? allow(plan, decision.get(), declined, user, by) : deny(plan, user, by);
          };
    };
  }

  private NextStep deny(RequestPlan plan, AuthorizingUser user, RequestContext by) {
    // An app that no user has allowed has no id that an event could name.
    plan.request().client().id().ifPresent(client -> recordDenial(plan, client, user, by));
    return new Answer(answers.denied(plan.request().target(), "The user did not allow it"));
  }

  private void recordDenial(
      RequestPlan plan, AgentId client, AuthorizingUser user, RequestContext by) {
    var hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    var isFirst =
        replay.consume(
            new OneTimeUse(
                "consent-denial",
                user.id().value() + " " + client.value() + " " + hour,
                hour.plus(Duration.ofHours(1))));
    if (isFirst) {
      consents.recordDenial(parties(plan, client, user), plan.scopes(), by);
    }
  }

  private static Consent.Parties parties(RequestPlan plan, AgentId client, AuthorizingUser user) {
    return new Consent.Parties(
        user.id(), client, plan.resource().id().value(), plan.resource().organization());
  }

  private NextStep allow(
      RequestPlan plan,
      Decision decision,
      Scopes declined,
      AuthorizingUser user,
      RequestContext by) {
    if (!sealed.isRecent(decision)) {
      return new Ask(
          question(
              plan, user, Optional.of("You took more than ten minutes. Please decide again.")));
    }
    if (!plan.resource().id().equals(decision.resource())
        || !plan.scopes().equals(decision.scopes())
        || plan.hasHighRisk() != decision.hasHighRisk()) {
      return new Ask(
          question(plan, user, Optional.of("What is asked for has changed. Please decide again.")));
    }
    if (plan.hasHighRisk() && !user.isRecentlyAuthenticated()) {
      return new Reauthenticate();
    }
    var scopes = without(plan, declined);
    plan.consent().ifPresent(before -> consents.finishEnding(before, by));
    return db.inTransaction(tx -> grant(tx, plan, scopes, user, by))
        // Each press gives a code of its own: of two with one id, the second would end the first
        // one's tokens.
        .<NextStep>map(granted ->
            new Answer(answers.code(plan, user, granted.client(), granted.consent(), scopes)))
        .orElseGet(() -> new Stop(RequestCheck.UNKNOWN_CLIENT, Optional.empty()));
  }

  private record Granted(Agent client, Consent consent) {}

  /// Empty when an operator has suspended the app meanwhile.
  private Optional<Granted> grant(
      Tx tx, RequestPlan plan, Scopes scopes, AuthorizingUser user, RequestContext by) {
    var client =
        switch (plan.request().client()) {
          case RequestingClient.Registered(var agent) -> agent;
          case RequestingClient.SelfDescribed(var app, _) -> apps.register(tx, app, by);
        };
    if (!client.mayGetTokens(clock.instant())) {
      return Optional.empty();
    }
    var consent =
        consents.grant(
            tx,
            parties(plan, client.id(), user),
            scopes,
            organizations -> ProtectedResources.mayUse(plan.resource(), organizations),
            by);
    return Optional.of(new Granted(client, consent));
  }

  /// Without the optional scopes that the user left out, unless another one implies them.
  private static Scopes without(RequestPlan plan, Scopes declined) {
    var kept =
        new Scopes(
            plan.scopes().values().stream()
                .filter(name ->
                    !declined.contains(name)
                        || plan.scope(name).filter(ResourceScope::isOptional).isEmpty())
                .toList());
    return plan.resource().scopes().withImplied(kept);
  }
}
