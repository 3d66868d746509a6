package dev.signet.console.pages;

import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.directory.AgentDirectory;
import dev.signet.identity.directory.AgentFilter;
import dev.signet.tokens.issuing.IssuedTokens;
import dev.signet.tokens.issuing.TestTokens;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Creates a test token of an agent. Any party in possession of it acts as the agent, so this needs
/// the same permissions as generating a credential.
final class TestTokenPages {
  private static final String FOR_AGENT = "/console/agents/{agentId}/test-token";
  static final String CHOOSE_AGENT = ToolPages.TOOLS + "/test-token";

  /// With more scopes than this, the form has a text area instead of checkboxes.
  private static final int MAX_BOXES = 40;

  private static final Paging FIRST_PAGE = new Paging(1, 20);

  /// @param obstacle why the agent cannot have a test token, as a sentence; null if it can
  /// @param idempotencyKey identifies this form: sending it repeatedly creates one token
  record TestTokenFormView(
      Agent agent, @Nullable String obstacle, FormState form, String idempotencyKey) {
    boolean hasCheckboxes() {
      return agent.scopes().values().size() <= MAX_BOXES;
    }

    boolean isChecked(String scope) {
      return form.form().isEmpty() || form.isChecked("scopes", scope);
    }
  }

  /// @param token shown only once
  /// @param curl a command that uses the token
  record TestTokenCreatedView(
      Agent agent, String token, String scopes, Instant expiresAt, String curl) {}

  /// @param search the search text
  record AgentChoiceView(String search, List<Agent> agents, boolean isPart) {}

  private final PageRenderer pages;
  private final Agents agents;
  private final AgentDirectory directory;
  private final TestTokens tokens;
  private final IdempotentForms once;
  private final Clock clock;
  private final String issuer;

  TestTokenPages(
      PageRenderer pages,
      Agents agents,
      AgentDirectory directory,
      TestTokens tokens,
      IdempotentForms once,
      Clock clock,
      String issuer) {
    this.pages = pages;
    this.agents = agents;
    this.directory = directory;
    this.tokens = tokens;
    this.once = once;
    this.clock = clock;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var afresh = new Access.Reauthenticated("agents:write");
    router.get(FOR_AGENT, afresh, request -> showForm(200, request, FormState.BLANK));
    router.post(FOR_AGENT, afresh, this::create);
    router.get(CHOOSE_AGENT, new Access.SignedIn("agents:write"), this::chooseAgent);
  }

  static String path(Agent agent) {
    return AgentPages.path(agent) + "/test-token";
  }

  private Response showForm(int status, Request request, FormState form) {
    var agent = agents.require(AgentPages.id(request), request.context());
    var obstacle = tokens.obstacle(agent).map(TestTokens.Obstacle::sentence).orElse(null);
    var view = new TestTokenFormView(agent, obstacle, form, IdempotentForms.newIdempotencyKey());
    return pages.show(
        status, request, new Page("Create a test token", Section.AGENTS, "pages/testToken", view));
  }

  /// One submission of a form: the token that was issued, and the page that shows it.
  private static final class Attempt {
    private @Nullable IssuedTokens issued;
    private @Nullable Response page;
  }

  private Response create(Request request) {
    var attempt = new Attempt();
    Response answer = null;
    try {
      answer = create(request, attempt);
      return answer;
    } finally {
      var issued = attempt.issued;
      if (issued != null && answer != attempt.page) {
        // A concurrent submission of the same form won, and its response is shown.
        tokens.revoke(issued, request.context());
      }
    }
  }

  private Response create(Request request, Attempt attempt) {
    return once.handle(
        request,
        form -> {
          var agent = agents.require(AgentPages.id(request), request.context());
          // Issued before the transaction that stores the response, because issuing has its own.
          var issued = tokens.issue(agent.id(), scopes(form), request.context());
          attempt.issued = issued;
          return _ -> {
            var page = createdPage(request, agent, issued);
            attempt.page = page;
            return page;
          };
        },
        filled -> showForm(filled.status(), request, filled));
  }

  private Response createdPage(Request request, Agent agent, IssuedTokens issued) {
    var token = issued.accessToken().reveal();
    var view =
        new TestTokenCreatedView(
            agent,
            token,
            issued.scopes().toString(),
            clock.instant().plus(issued.lifetime()),
            "curl %s/api/agents/me \\\n  -H \"Authorization: Bearer %s\"".formatted(issuer, token));
    return pages.showRepeatable(
        201,
        request,
        new Page("Test token created", Section.AGENTS, "pages/testTokenCreated", view));
  }

  private static Scopes scopes(Form form) {
    return Scopes.of(
        form.all("scopes").stream()
            .flatMap(text -> Stream.of(text.split("[\\s,]+", -1)))
            .filter(word -> !word.isEmpty())
            .toList());
  }

  private Response chooseAgent(Request request) {
    var text = AgentPages.nonBlank(request.query().one("q").orElse("").strip());
    var filter =
        new AgentFilter(
            Optional.of("active"), Optional.empty(), Optional.empty(), Optional.empty(), text);
    var found = directory.list(filter, FIRST_PAGE, request.context());
    var view =
        new AgentChoiceView(
            text.orElse(""), found.data(), found.data().size() == FIRST_PAGE.limit());
    return pages.show(
        request, new Page("Create a test token", Section.TOOLS, "pages/testTokenAgents", view));
  }
}
