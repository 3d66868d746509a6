package dev.signet.console;

import dev.signet.base.db.Db;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.DpopKey;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// An agent's own key, and its API key.
final class KeyPages {
  private static final String KEY = "/console/agents/{agentId}/key";
  private static final String API_KEY = "/console/agents/{agentId}/api-key";

  record KeyView(Agent agent, Filled form) {}

  /// @param hasOne whether it has an API key now
  record ApiKeyView(Agent agent, boolean hasOne, Filled form, String once) {}

  private final Pages pages;
  private final Db db;
  private final Agents agents;
  private final ApiKeys keys;
  private final OnceForms once;

  KeyPages(Pages pages, Db db, Agents agents, ApiKeys keys, OnceForms once) {
    this.pages = pages;
    this.db = db;
    this.agents = agents;
    this.keys = keys;
    this.once = once;
  }

  void mount(Router router) {
    var sure = new Access.SignedInAfresh("agents:write");
    router.get(KEY, sure, request -> askForKey(200, request, Filled.BLANK));
    router.post(KEY, sure, this::rotateKey);
    router.get(API_KEY, sure, request -> askForApiKey(200, request, Filled.BLANK));
    router.post(API_KEY, sure, this::giveApiKey);
    router.get(API_KEY + "/revoke", sure, this::askToRevokeApiKey);
    router.post(API_KEY + "/revoke", sure, this::revokeApiKey);
  }

  private Response askForKey(int status, Request request, Filled form) {
    var view = new KeyView(agent(request), form);
    return pages.show(
        status,
        request,
        new Page("The key of " + view.agent().name(), Section.AGENTS, "key", view));
  }

  private Response rotateKey(Request request) {
    var form = request.form();
    var agent = agent(request);
    try {
      var key = DpopKey.read(jwk(form));
      var reason = Sure.reason(form);
      var done =
          db.inTransaction(tx -> agents.rotateKey(tx, agent.id(), key, reason, request.origin()));
      return pages.goTo(
          request,
          AgentPages.path(agent),
          "From now on its tokens are bound to the new key; "
              + AgentPages.ended(agents.count(done.ended()))
              + ".");
    } catch (Refused refused) {
      var filled = Filled.with(form).refused(refused);
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

  private Response askForApiKey(int status, Request request, Filled form) {
    var agent = agent(request);
    var hasOne = keys.active(agent.id(), request.origin()).isPresent();
    var view = new ApiKeyView(agent, hasOne, form, OnceForms.newName());
    return pages.show(
        status,
        request,
        new Page("The API key of " + agent.name(), Section.AGENTS, "apikey", view));
  }

  private Response giveApiKey(Request request) {
    return once.answer(
        request,
        form -> {
          var agent = agent(request);
          var prepare = form.one("prepare").isPresent();
          var pair = keys.freshPair(form.one("rotation_secret").isPresent());
          var by = request.origin();
          return tx -> {
            var made =
                prepare
                    ? keys.prepare(tx, agent.id(), pair, by)
                    : keys.give(tx, agent.id(), pair, by);
            return pages.showOnce(201, request, shown(agent, made, prepare).page(Section.AGENTS));
          };
        },
        filled -> askForApiKey(filled.status(), request, filled));
  }

  private static Shown shown(Agent agent, ApiKeys.Made made, boolean prepared) {
    var texts = new ArrayList<Shown.Text>();
    texts.add(new Shown.Text("api-key", "API key", made.pair().apiKey().reveal()));
    made.pair()
        .rotationSecret()
        .ifPresent(secret ->
            texts.add(new Shown.Text("rotation-secret", "Rotation secret", secret.reveal())));
    return new Shown(
        prepared ? "The next API key of " + agent.name() : "The API key of " + agent.name(),
        texts,
        null,
        AgentPages.path(agent),
        "To the agent's page");
  }

  private Response askToRevokeApiKey(Request request) {
    var agent = agent(request);
    if (keys.active(agent.id(), request.origin()).isEmpty()) {
      throw Refused.unknown("API key");
    }
    var path = AgentPages.path(agent);
    var sure =
        new Sure(
            "Revoke the API key of " + agent.name() + "?",
            List.of(
                "The key, and one that is prepared beside it, open nothing any more, for good.",
                "Tokens that were got with it live on until they expire."),
            path + "/api-key/revoke",
            "Revoke",
            path,
            agent.name());
    return pages.show(request, sure.page(Section.AGENTS));
  }

  private Response revokeApiKey(Request request) {
    var agent = agent(request);
    keys.revoke(agent.id(), request.origin());
    return pages.goTo(request, AgentPages.path(agent), "Its API key is revoked.");
  }

  private Agent agent(Request request) {
    return agents.require(AgentPages.id(request), request.origin());
  }
}
