package dev.signet.console.pages;

import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.secrets.SecretKind;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.NewAgent;
import dev.signet.identity.agents.ProfileFields;
import dev.signet.identity.credentials.Credentials;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Registers an agent with one form and shows its secret once.
final class RegisterPages {
  static final String NEW = AgentPages.ALL + "/new";
  private static final List<String> TEXTS =
      List.of("name", "description", "agentType", "owner", "email", "clientType");

  /// The choices of a client type.
  static final List<String> CLIENT_TYPES =
      List.of("confidential:confidential", "public:public, without credentials");

  /// @param idempotencyKey identifies this form: sending it repeatedly registers one agent
  record RegisterView(FormState form, String idempotencyKey, List<String> types) {
    List<String> clientTypes() {
      return CLIENT_TYPES;
    }
  }

  record PublicClientView(Agent agent) {}

  private final PageRenderer pages;
  private final Agents agents;
  private final Credentials credentials;
  private final IdempotentForms once;
  private final Clock clock;
  private final String issuer;

  RegisterPages(
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
    var write = new Access.SignedIn("agents:write");
    router.get(NEW, write, request -> form(200, request, FormState.BLANK));
    router.post(NEW, write, this::register);
  }

  private Response form(int status, Request request, FormState form) {
    // A new idempotency key each time: the earlier key may belong to a form that was refused.
    var view = new RegisterView(form, IdempotentForms.newIdempotencyKey(), AgentPages.types());
    return pages.show(
        status,
        request,
        new Page("Register an agent", Section.AGENTS, "pages/registerAgent", view));
  }

  private Response register(Request request) {
    return once.handle(
        request, form -> register(request, form), filled -> form(filled.status(), request, filled));
  }

  private Function<Tx, Response> register(Request request, Form form) {
    var fields = JsonFields.of(members(form));
    var profileFields = new ProfileFields(fields, clock.instant()).all();
    if (!fields.has("name")) {
      fields.addError("name", "is required");
    }
    fields.finish();
    var profile = profileFields.newProfile();
    var asked = new NewAgent(profileFields.organization(), profile, NewAgent.ClientIds.AGENT_ID);
    var by = request.context();
    if (profile.isPublicClient()) {
      return tx -> publicClientPage(request, agents.register(tx, asked, by));
    }
    var fresh = credentials.newSecret(SecretKind.CLIENT_SECRET);
    return tx -> {
      var agent = agents.register(tx, asked, by);
      var secret = credentials.generate(tx, agent, fresh, by).secret();
      var shown =
          new SecretPage(
              agent.name() + " is registered",
              List.of(
                  new SecretPage.CopyableText("client-id", "Client id", agent.clientId()),
                  new SecretPage.CopyableText("client-secret", "Client secret", secret.reveal())),
              new TokenSamples(issuer, agent.clientId(), secret.reveal()),
              TestTokenPages.path(agent),
              AgentPages.path(agent),
              "Go to the agent");
      return pages.showRepeatable(201, request, shown.page(Section.AGENTS));
    };
  }

  private Response publicClientPage(Request request, Agent agent) {
    var view = new PublicClientView(agent);
    return pages.showRepeatable(
        201,
        request,
        new Page(
            agent.name() + " is registered", Section.AGENTS, "pages/publicClientCreated", view));
  }

  /// Converts the form to the API's JSON, so that form and API have the same rules. Empty fields
  /// are left out.
  private static ObjectNode members(Form form) {
    var members = Json.object();
    for (var name : TEXTS) {
      form.one(name)
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .ifPresent(text -> members.put(name, text));
    }
    var scopes = members.putArray("scopes");
    splitWords(form.one("scopes").orElse("")).forEach(scopes::add);
    form.one("redirectUris")
        .filter(text -> !text.isBlank())
        .ifPresent(text -> putRedirectUris(members, text));
    if (members.has("redirectUris") && !members.path("clientType").asString("").equals("public")) {
      // It gets a secret, and users can connect it too.
      var grants = members.putArray("grantTypes");
      Stream.of(GrantType.CLIENT_CREDENTIALS, GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN)
          .forEach(grant -> grants.add(grant.wire()));
    }
    form.one("tokenLifetime").ifPresent(seconds -> lifetime(members, seconds));
    return members;
  }

  /// One URI a line or word: a URI may contain commas.
  static void putRedirectUris(ObjectNode members, String text) {
    var uris = members.putArray("redirectUris");
    Stream.of(text.split("\\s+", -1)).filter(uri -> !uri.isEmpty()).forEach(uris::add);
  }

  static void lifetime(ObjectNode members, String seconds) {
    number(members, "tokenLifetime", seconds);
  }

  /// Adds a number, or the text as it is, which the API's rules then refuse.
  static void number(ObjectNode members, String field, String text) {
    try {
      members.put(field, Long.parseLong(text));
    } catch (NumberFormatException _) {
      members.put(field, text);
    }
  }

  /// The words of a text, separated by spaces, lines or commas.
  static Stream<String> splitWords(String text) {
    return Stream.of(text.split("[\\s,]+", -1)).filter(word -> !word.isEmpty()).distinct();
  }
}
