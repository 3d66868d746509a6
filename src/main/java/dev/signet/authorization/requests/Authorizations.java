package dev.signet.authorization.requests;

import dev.signet.authorization.consents.Consent;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.requests.AuthorizationCode.Allowed;
import dev.signet.authorization.requests.AuthorizationRequest.Prompt;
import dev.signet.authorization.requests.AuthorizationRequest.RedirectTarget;
import dev.signet.authorization.requests.NextStep.Answer;
import dev.signet.authorization.requests.NextStep.Ask;
import dev.signet.authorization.requests.NextStep.Destination;
import dev.signet.authorization.requests.NextStep.Question;
import dev.signet.authorization.requests.NextStep.Reauthenticate;
import dev.signet.authorization.requests.NextStep.SignIn;
import dev.signet.authorization.requests.NextStep.Stop;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.authorization.resources.Resource;
import dev.signet.authorization.resources.ResourceScope;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.replay.OneTimeUse;
import dev.signet.validity.replay.ReplayGuard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Authorization requests from their arrival to the code that answers them ([RFC 6749
/// §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1)). Nothing is stored until a user has
/// decided.
public final class Authorizations {
  /// How long a code can be redeemed.
  private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

  /// As [#CODE_LIFETIME], when the answer goes to a program on the user's computer: on a server
  /// without a browser the user carries it there by hand.
  private static final Duration LOCAL_CODE_LIFETIME = Duration.ofMinutes(5);

  /// How long after a decision the user is not asked again.
  private static final Duration REUSE = Duration.ofDays(90);

  /// Scopes of OpenID Connect, which this server ignores.
  private static final Set<String> OPENID_SCOPES =
      Set.of("openid", "profile", "email", "address", "phone", "offline_access");

  /// In characters: clients' servers and proxies refuse much longer addresses.
  private static final int MAX_CODE = 6_000;

  private final Db db;
  private final Ids ids;
  private final Clock clock;
  private final RequestCheck check;
  private final SealedRequests sealed;
  private final AuthorizationCodes codes;
  private final ProtectedResources resources;
  private final Consents consents;
  private final Organizations organizations;
  private final ReplayGuard replay;
  private final String issuer;

  Authorizations(
      Db db,
      Ids ids,
      Clock clock,
      RequestCheck check,
      SealedRequests sealed,
      AuthorizationCodes codes,
      ProtectedResources resources,
      Consents consents,
      Organizations organizations,
      ReplayGuard replay,
      String issuer) {
    this.db = db;
    this.ids = ids;
    this.clock = clock;
    this.check = check;
    this.sealed = sealed;
    this.codes = codes;
    this.resources = resources;
    this.consents = consents;
    this.organizations = organizations;
    this.replay = replay;
    this.issuer = issuer;
  }

  /// The requests on their way through the user's browser.
  public SealedRequests sealed() {
    return sealed;
  }

  /// What happens with a request that has just arrived, or whose user has just signed in.
  ///
  /// @param user the signed-in user, if there is one
  public NextStep begin(AuthorizationParameters parameters, Optional<AuthorizingUser> user) {
    return switch (check.check(parameters)) {
      case CheckedRequest.Unanswerable(var sentence) -> new Stop(sentence, Optional.empty());
      case CheckedRequest.Rejected(var target, var error, var description) ->
          new Answer(error(target, error, description));
      case CheckedRequest.WellFormed(var request) ->
          user.isEmpty() ? signIn(request) : ask(request, user.get());
    };
  }

  private NextStep signIn(AuthorizationRequest request) {
    return request.prompts(Prompt.NONE)
        ? new Answer(
            error(request.target(), AuthorizationError.LOGIN_REQUIRED, "No user is signed in"))
        : new SignIn();
  }

  /// What a request asks of a user, computed again at each step.
  ///
  /// @param scopes with those that they imply
  private record Plan(
      AuthorizationRequest request,
      Resource resource,
      Scopes scopes,
      Optional<Consent> consent,
      boolean hasHighRisk) {

    /// Whether another organization than the resource's registered the client. The server's
    /// operators register clients in the default organization.
    boolean isOfAnotherOrganization() {
      var registrar = request.client().organization();
      return !registrar.isDefault() && !registrar.equals(resource.organization());
    }

    boolean isAllowedAlready(Instant now) {
      return consent
          .filter(Consent::isActive)
          .filter(found -> scopes.intersect(found.scopes()).equals(scopes))
          .filter(found -> found.decidedAt().plus(REUSE).isAfter(now))
          .isPresent();
    }

    /// Whether the client gets a code without a page: never when another program could receive it.
    boolean needsNoPage(Instant now) {
      return isAllowedAlready(now)
          && request.target().isProven()
          && !isOfAnotherOrganization()
          && !hasHighRisk
          && !request.prompts(Prompt.CONSENT);
    }
  }

  /// The plan of a request, or why there is none.
  private sealed interface Planned {
    record Possible(Plan plan) implements Planned {}

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
          new Answer(
              error(
                  target,
                  AuthorizationError.INVALID_TARGET,
                  request.resource().isPresent()
                      ? "The resource is not registered here"
                      : "Name a registered resource with the parameter resource")));
    }
    var resource = found.get();
    if (!organizations.states().isActive(resource.organization())) {
      return new Planned.Impossible(
          new Stop(
              "The organization that " + resource.settings().name() + " belongs to is suspended.",
              Optional.of(denied(target, "The resource's organization is suspended"))));
    }
    if (!ProtectedResources.mayUse(resource, user.organizations())) {
      return new Planned.Impossible(
          new Stop(
              "You are not a member of the organization that "
                  + resource.settings().name()
                  + " belongs to.",
              Optional.of(denied(target, "The user may not use this resource"))));
    }
    var requested = resource.scopes().known(known);
    if (requested.isEmpty() && !known.isEmpty()) {
      return new Planned.Impossible(
          new Answer(
              error(
                  target,
                  AuthorizationError.INVALID_SCOPE,
                  "The resource has none of the requested scopes")));
    }
    var scopes =
        resource
            .scopes()
            .withImplied(requested.isEmpty() ? resource.scopes().defaults() : requested);
    var consent = consents.find(user.id(), request.client().id(), resource.id().value());
    if (consent.filter(Consent::isBlocked).isPresent()) {
      return new Planned.Impossible(
          new Stop(
              "An operator has blocked this client for you at " + resource.settings().name() + ".",
              Optional.of(denied(target, "The client is blocked for this user"))));
    }
    return new Planned.Possible(
        new Plan(request, resource, scopes, consent, resource.scopes().hasHighRisk(scopes)));
  }

  private NextStep ask(AuthorizationRequest request, AuthorizingUser user) {
    if (request.prompts(Prompt.LOGIN) && !user.isRecentlyAuthenticated()) {
      return new Reauthenticate();
    }
    return switch (plan(request, user)) {
      case Planned.Impossible(Stop(_, var back))
          when request.prompts(Prompt.NONE) && back.isPresent() ->
          new Answer(back.get());
      case Planned.Impossible(var step) -> step;
      case Planned.Possible(var plan) -> {
        if (plan.needsNoPage(clock.instant())) {
          yield new Answer(answer(plan, user, plan.consent().orElseThrow(), plan.scopes()));
        }
        yield request.prompts(Prompt.NONE)
            ? new Answer(
                error(
                    request.target(),
                    AuthorizationError.CONSENT_REQUIRED,
                    "The user has to decide on a page"))
            : new Ask(question(plan, user, Optional.empty()));
      }
    };
  }

  private Question question(Plan plan, AuthorizingUser user, Optional<String> notice) {
    var before = plan.consent().filter(Consent::isActive).map(Consent::scopes).orElse(Scopes.NONE);
    var shown =
        plan.scopes().values().stream().flatMap(name -> scope(plan, name).stream()).toList();
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
        new Destination(target.registered().host(), target.isProven(), registrar(plan)),
        plan.resource(),
        shown.stream().filter(scope -> before.contains(scope.name())).toList(),
        shown.stream().filter(scope -> !before.contains(scope.name())).toList(),
        plan.hasHighRisk(),
        sealed.seal(decision),
        notice);
  }

  private Optional<String> registrar(Plan plan) {
    var registrar = plan.request().client().organization();
    return plan.isOfAnotherOrganization()
        ? Optional.of(
            organizations.names(Set.of(registrar)).getOrDefault(registrar, registrar.value()))
        : Optional.empty();
  }

  private static Optional<ResourceScope> scope(Plan plan, String name) {
    return plan.resource().scopes().find(name);
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
    return switch (check.check(decision.get().parameters())) {
      case CheckedRequest.Unanswerable(var sentence) -> new Stop(sentence, Optional.empty());
      case CheckedRequest.Rejected(var target, var error, var description) ->
          new Answer(error(target, error, description));
      case CheckedRequest.WellFormed(var request) ->
          switch (plan(request, user)) {
            case Planned.Impossible(var step) -> step;
            case Planned.Possible(var plan) ->
                isAllowed ? allow(plan, decision.get(), declined, user, by) : deny(plan, user, by);
          };
    };
  }

  private NextStep deny(Plan plan, AuthorizingUser user, RequestContext by) {
    var parties = parties(plan, user);
    var hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    var isFirst =
        replay.consume(
            new OneTimeUse(
                "consent-denial",
                user.id().value() + " " + plan.request().client().id().value() + " " + hour,
                hour.plus(Duration.ofHours(1))));
    if (isFirst) {
      consents.recordDenial(parties, plan.scopes(), by);
    }
    return new Answer(denied(plan.request().target(), "The user did not allow it"));
  }

  private static Consent.Parties parties(Plan plan, AuthorizingUser user) {
    return new Consent.Parties(
        user.id(),
        plan.request().client().id(),
        plan.resource().id().value(),
        plan.resource().organization());
  }

  private NextStep allow(
      Plan plan, Decision decision, Scopes declined, AuthorizingUser user, RequestContext by) {
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
    var consent = db.inTransaction(tx -> consents.grant(tx, parties(plan, user), scopes, by));
    // Each press gives a code of its own: of two with one id, the second would end the first one's
    // tokens.
    return new Answer(answer(plan, user, consent, scopes));
  }

  /// Without the optional scopes that the user left out, unless another one implies them.
  private static Scopes without(Plan plan, Scopes declined) {
    var kept =
        new Scopes(
            plan.scopes().values().stream()
                .filter(name ->
                    !declined.contains(name)
                        || scope(plan, name).filter(ResourceScope::isOptional).isEmpty())
                .toList());
    return plan.resource().scopes().withImplied(kept);
  }

  private String answer(Plan plan, AuthorizingUser user, Consent consent, Scopes scopes) {
    var request = plan.request();
    var target = request.target();
    var lifetime = target.isProven() ? CODE_LIFETIME : LOCAL_CODE_LIFETIME;
    var code =
        new AuthorizationCode(
            ids.next(),
            request.client().id(),
            request.client().generation(),
            new Allowed(
                user.id(),
                consent.id(),
                consent.generation(),
                plan.resource().id(),
                plan.resource().organization(),
                user.authenticatedAt()),
            scopes,
            target.uri(),
            request.codeChallenge(),
            request.dpopKey(),
            clock.instant().plus(lifetime));
    var text = codes.seal(code).reveal();
    return text.length() > MAX_CODE
        ? error(target, AuthorizationError.INVALID_SCOPE, "These are too many scopes for one code")
        : uri(target, Map.of("code", text));
  }

  private String denied(RedirectTarget target, String description) {
    return error(target, AuthorizationError.ACCESS_DENIED, description);
  }

  private String error(RedirectTarget target, AuthorizationError error, String description) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("error", error.wire());
    parameters.put("error_description", description);
    return uri(target, parameters);
  }

  /// Every answer names this server ([RFC 9207
  /// §2](https://www.rfc-editor.org/rfc/rfc9207#section-2)).
  private String uri(RedirectTarget target, Map<String, String> answer) {
    var parameters = new LinkedHashMap<>(answer);
    target.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("iss", issuer);
    return RedirectUri.withParameters(target.uri(), parameters);
  }
}
