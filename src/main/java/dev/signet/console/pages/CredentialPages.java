package dev.signet.console.pages;

import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.Credential;
import dev.signet.identity.credentials.CredentialId;
import dev.signet.identity.credentials.CredentialRefusals;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.credentials.IssuedCredential;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Generates, rotates (with an overlap), revokes and releases credentials of an agent.
final class CredentialPages {
  private static final String ALL = "/console/agents/{agentId}/credentials";
  private static final String NEW = ALL + "/new";
  private static final String ROTATE = ALL + "/{credentialId}/rotate";
  private static final String RELEASE = ALL + "/{credentialId}/release";
  private static final String REVOKE = ALL + "/{credentialId}/revoke";

  /// The lifetimes that the form offers, by the value that it sends.
  private static final Map<String, Duration> LIFETIMES =
      Map.of(
          "30", Duration.ofDays(30),
          "90", Duration.ofDays(90),
          "365", Duration.ofDays(365));

  private static final Map<String, Duration> OVERLAPS =
      Map.of(
          "0", Duration.ZERO,
          "3600", Duration.ofHours(1),
          "86400", Duration.ofDays(1),
          "604800", Duration.ofDays(7));

  /// @param credential null for a new credential
  /// @param idempotencyKey identifies this form
  record NewView(
      Agent agent, @Nullable Credential credential, FormState form, String idempotencyKey) {
    String action() {
      return AgentPages.path(agent)
          + "/credentials/"
          + (credential == null ? "new" : credential.id().value() + "/rotate");
    }
  }

  private final PageRenderer pages;
  private final Agents agents;
  private final Credentials credentials;
  private final IdempotentForms once;
  private final Clock clock;
  private final String issuer;

  CredentialPages(
      PageRenderer pages,
      Agents agents,
      Credentials credentials,
      IdempotentForms once,
      Clock clock,
      String issuer) {
    this.pages = pages;
    this.agents = agents;
    this.credentials = credentials;
    this.once = once;
    this.clock = clock;
    this.issuer = issuer;
  }

  void mount(Router router) {
    // What shows a secret of an agent's asks for it as what cannot be undone does: it opens the
    // agent for longer than a session lasts.
    var sure = new Access.Reauthenticated("agents:write");
    router.get(NEW, sure, request -> askToGenerate(200, request, FormState.BLANK));
    router.post(NEW, sure, this::generate);
    router.get(ROTATE, sure, request -> askToRotate(200, request, FormState.BLANK));
    router.post(ROTATE, sure, this::rotate);
    router.get(RELEASE, sure, this::askToRelease);
    router.post(RELEASE, sure, this::release);
    router.get(REVOKE, sure, this::askToRevoke);
    router.post(REVOKE, sure, this::revoke);
  }

  private Response askToGenerate(int status, Request request, FormState form) {
    var agent = agent(request);
    var view = new NewView(agent, null, form, IdempotentForms.newIdempotencyKey());
    return pages.show(
        status,
        request,
        new Page("Generate a credential", Section.AGENTS, "pages/newCredential", view));
  }

  private Response generate(Request request) {
    return once.handle(
        request,
        form -> {
          var expiresAt = expiry(form);
          var agent = agent(request);
          var by = request.context();
          var fresh = credentials.newSecretFor(agent.id(), by);
          return tx ->
              secretPage(
                  request,
                  agent,
                  "New credential of " + agent.name(),
                  credentials.generate(tx, agent.id(), fresh, expiresAt, by));
        },
        filled -> askToGenerate(filled.status(), request, filled));
  }

  private Response askToRotate(int status, Request request, FormState form) {
    var agent = agent(request);
    var view =
        new NewView(agent, credential(request, agent), form, IdempotentForms.newIdempotencyKey());
    return pages.show(
        status,
        request,
        new Page("Rotate a credential", Section.AGENTS, "pages/newCredential", view));
  }

  private Response rotate(Request request) {
    return once.handle(
        request,
        form -> {
          var expiresAt = expiry(form);
          var overlap = chosenDuration(form, "overlap", OVERLAPS, Duration.ZERO);
          var agent = agent(request);
          var id = id(request);
          var by = request.context();
          var fresh = credentials.newSecretFor(agent.id(), by);
          return tx ->
              secretPage(
                  request,
                  agent,
                  "Credential rotated",
                  credentials.rotate(tx, agent.id(), id, fresh, overlap, expiresAt, by));
        },
        filled -> askToRotate(filled.status(), request, filled));
  }

  private Response secretPage(Request request, Agent agent, String title, IssuedCredential issued) {
    var secret = issued.secret().reveal();
    var shown =
        new SecretPage(
            title,
            List.of(
                new SecretPage.CopyableText("client-id", "Client id", agent.clientId()),
                new SecretPage.CopyableText("client-secret", "Client secret", secret)),
            new TokenSamples(issuer, agent.clientId(), secret),
            AgentPages.path(agent),
            "Go to the agent");
    return pages.showRepeatable(201, request, shown.page(Section.AGENTS));
  }

  /// Null for a credential that does not expire.
  private @Nullable Instant expiry(Form form) {
    var lifetime = chosenDuration(form, "expiry", LIFETIMES, Duration.ZERO);
    return lifetime.isZero() ? null : clock.instant().plus(lifetime);
  }

  private static Duration chosenDuration(
      Form form, String field, Map<String, Duration> choices, Duration absent) {
    var text = form.one(field);
    if (text.isEmpty()) {
      return absent;
    }
    var found = choices.get(text.get());
    if (found == null) {
      throw Refused.invalid(field, "must be one of the choices");
    }
    return found;
  }

  private Response askToRelease(Request request) {
    var agent = agent(request);
    var credential = credential(request, agent);
    var path = AgentPages.path(agent);
    if (credential.quarantine().isEmpty()) {
      return PageRenderer.redirect(path);
    }
    var sure =
        new ConfirmationPage(
            "Release this credential of " + agent.name() + " from quarantine?",
            List.of(
                credential.quarantine().get().reason() + ".",
                "The secret of "
                    + credential.id().value()
                    + " can get tokens again, also for an attacker who found it.",
                "The secret is still leaked, so rotate it next."),
            path + "/credentials/" + credential.id().value() + "/release",
            "Release",
            path,
            agent.name());
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response release(Request request) {
    var agent = agent(request);
    credentials.release(agent.id(), id(request), request.context());
    return pages.redirect(
        request,
        AgentPages.path(agent),
        "The credential is active again, with the secret that leaked: rotate it next.");
  }

  private Response askToRevoke(Request request) {
    var agent = agent(request);
    var credential = credential(request, agent);
    var path = AgentPages.path(agent);
    var sure =
        new ConfirmationPage(
            "Revoke this credential of " + agent.name() + "?",
            List.of(
                "The secret of "
                    + credential.id().value()
                    + " can no longer be used to get tokens. This cannot be undone.",
                "Tokens issued with it stay active until they expire. To revoke those as well,"
                    + " revoke the agent's tokens."),
            path + "/credentials/" + credential.id().value() + "/revoke",
            "Revoke",
            path,
            agent.name());
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response revoke(Request request) {
    var agent = agent(request);
    credentials.revoke(agent.id(), id(request), request.context());
    return pages.redirect(request, AgentPages.path(agent), "The credential is revoked.");
  }

  private Agent agent(Request request) {
    return agents.require(AgentPages.id(request), request.context());
  }

  private Credential credential(Request request, Agent agent) {
    var id = id(request);
    return credentials
        .list(agent.id(), Set.of(Credential.Status.values()), new Paging(1, 100), request.context())
        .data()
        .stream()
        .filter(credential -> credential.id().equals(id))
        .findFirst()
        .orElseThrow(CredentialRefusals::notFound);
  }

  private static CredentialId id(Request request) {
    return CredentialId.parse(request.pathParam("credentialId"))
        .orElseThrow(CredentialRefusals::notFound);
  }
}
