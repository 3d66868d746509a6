package dev.signet.console.pages;

import dev.signet.base.db.Db;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.DpopKey;
import dev.signet.identity.apikeys.ApiKeyRefusals;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The pages for an agent's DPoP key and its API key.
final class AgentKeyPages {
  private static final String KEY = "/console/agents/{agentId}/key";
  private static final String API_KEY = "/console/agents/{agentId}/api-key";

  record DpopKeyView(Agent agent, FormState form) {}

  /// @param hasApiKey whether the agent has an API key now
  record ApiKeyView(Agent agent, boolean hasApiKey, FormState form, String idempotencyKey) {}

  private final PageRenderer pages;
  private final Db db;
  private final Agents agents;
  private final ApiKeys keys;
  private final IdempotentForms once;

  AgentKeyPages(PageRenderer pages, Db db, Agents agents, ApiKeys keys, IdempotentForms once) {
    this.pages = pages;
    this.db = db;
    this.agents = agents;
    this.keys = keys;
    this.once = once;
  }

  void mount(Router router) {
    var sure = new Access.Reauthenticated("agents:write");
    router.get(KEY, sure, request -> askForKey(200, request, FormState.BLANK));
    router.post(KEY, sure, this::rotateDpopKey);
    router.get(API_KEY, sure, request -> askForApiKey(200, request, FormState.BLANK));
    router.post(API_KEY, sure, this::issueApiKey);
    router.get(API_KEY + "/revoke", sure, this::askToRevokeApiKey);
    router.post(API_KEY + "/revoke", sure, this::revokeApiKey);
  }

  private Response askForKey(int status, Request request, FormState form) {
    var view = new DpopKeyView(agent(request), form);
    return pages.show(
        status,
        request,
        new Page("The key of " + view.agent().name(), Section.AGENTS, "pages/dpopKey", view));
  }

  private Response rotateDpopKey(Request request) {
    var form = request.form();
    var agent = agent(request);
    try {
      var key = DpopKey.read(jwk(form));
      var reason = ConfirmationPage.reason(form);
      var done =
          db.inTransaction(
              tx -> agents.rotateDpopKey(tx, agent.id(), key, reason, request.context()));
      return pages.redirect(
          request,
          AgentPages.path(agent),
          "New tokens are bound to the new key; "
              + AgentPages.revokedTokensText(agents.count(done.revokedTokens()))
              + ".");
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return askForKey(filled.status(), request, filled);
    }
  }

  private static JsonNode jwk(Form form) {
    var text = form.one("jwk").orElseThrow(() -> Refused.invalid("jwk", "is required"));
    try {
      return Json.read(text);
    } catch (Refused _) {
      throw Refused.invalid("jwk", "is not well-formed JSON");
    }
  }

  private Response askForApiKey(int status, Request request, FormState form) {
    var agent = agent(request);
    var hasOne = keys.findActive(agent.id(), request.context()).isPresent();
    var view = new ApiKeyView(agent, hasOne, form, IdempotentForms.newIdempotencyKey());
    return pages.show(
        status,
        request,
        new Page("API key of " + agent.name(), Section.AGENTS, "pages/apiKey", view));
  }

  private Response issueApiKey(Request request) {
    return once.handle(
        request,
        form -> {
          var agent = agent(request);
          var prepare = form.one("prepare").isPresent();
          var pair = keys.generateSecrets(form.one("rotation_secret").isPresent());
          var by = request.context();
          return tx -> {
            var made =
                prepare
                    ? keys.prepare(tx, agent.id(), pair, by)
                    : keys.issue(tx, agent.id(), pair, by);
            return pages.showRepeatable(
                201, request, secretPage(agent, made, prepare).page(Section.AGENTS));
          };
        },
        filled -> askForApiKey(filled.status(), request, filled));
  }

  private static SecretPage secretPage(Agent agent, ApiKeys.IssuedApiKey made, boolean prepared) {
    var texts = new ArrayList<SecretPage.CopyableText>();
    texts.add(new SecretPage.CopyableText("api-key", "API key", made.pair().apiKey().reveal()));
    made.pair()
        .rotationSecret()
        .ifPresent(secret ->
            texts.add(
                new SecretPage.CopyableText(
                    "rotation-secret", "Rotation secret", secret.reveal())));
    return new SecretPage(
        prepared ? "Next API key of " + agent.name() : "API key of " + agent.name(),
        texts,
        null,
        AgentPages.path(agent),
        "Go to the agent");
  }

  private Response askToRevokeApiKey(Request request) {
    var agent = agent(request);
    if (keys.findActive(agent.id(), request.context()).isEmpty()) {
      throw ApiKeyRefusals.notFound();
    }
    var path = AgentPages.path(agent);
    var sure =
        new ConfirmationPage(
            "Revoke the API key of " + agent.name() + "?",
            List.of(
                "The key, and a prepared next key, are revoked permanently.",
                "Tokens issued with it stay active until they expire."),
            path + "/api-key/revoke",
            "Revoke",
            path,
            agent.name());
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response revokeApiKey(Request request) {
    var agent = agent(request);
    keys.revoke(agent.id(), request.context());
    return pages.redirect(request, AgentPages.path(agent), "The API key is revoked.");
  }

  private Agent agent(Request request) {
    return agents.require(AgentPages.id(request), request.context());
  }
}
