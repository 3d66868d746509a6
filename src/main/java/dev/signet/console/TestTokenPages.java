package dev.signet.console;

import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentFilter;
import dev.signet.identity.agents.Agents;
import dev.signet.tokens.issuing.Issued;
import dev.signet.tokens.issuing.TestTokens;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a token of an agent for whoever wants to try something out. Whoever has it acts as the
/// agent, so it needs what generating a credential needs.
final class TestTokenPages {
  private static final String FOR_AGENT = "/console/agents/{agentId}/test-token";
  static final String FOR_ANY = ToolPages.TOOLS + "/test-token";

  /// More boxes than this are a text to be edited instead.
  private static final int MAX_BOXES = 40;

  private static final Paging FIRST = new Paging(1, 20);

  /// @param obstacle why it can have none, in a sentence; null when it can
  /// @param once names this form: however often it is sent, one token comes of it
  record AskView(Agent agent, @Nullable String obstacle, Filled form, String once) {
    boolean asBoxes() {
      return agent.scopes().values().size() <= MAX_BOXES;
    }

    boolean isTicked(String scope) {
      return form.form().isEmpty() || form.has("scopes", scope);
    }
  }

  /// @param token the only time that it can be shown
  /// @param curl a line that tries it out
  record MadeView(Agent agent, String token, String scopes, Instant expiresAt, String curl) {}

  /// @param text that was looked for
  record ChooseView(String text, List<Agent> agents, boolean isPart) {}

  private final Pages pages;
  private final Agents agents;
  private final TestTokens tokens;
  private final OnceForms once;
  private final Clock clock;
  private final String issuer;

  TestTokenPages(
      Pages pages, Agents agents, TestTokens tokens, OnceForms once, Clock clock, String issuer) {
    this.pages = pages;
    this.agents = agents;
    this.tokens = tokens;
    this.once = once;
    this.clock = clock;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var afresh = new Access.SignedInAfresh("agents:write");
    router.get(FOR_AGENT, afresh, request -> ask(200, request, Filled.BLANK));
    router.post(FOR_AGENT, afresh, this::make);
    router.get(FOR_ANY, new Access.SignedIn("agents:write"), this::choose);
  }

  static String path(Agent agent) {
    return AgentPages.path(agent) + "/test-token";
  }

  private Response ask(int status, Request request, Filled form) {
    var agent = agents.require(AgentPages.id(request), request.origin());
    var obstacle = tokens.obstacle(agent).map(TestTokens.Obstacle::says).orElse(null);
    var view = new AskView(agent, obstacle, form, OnceForms.newName());
    return pages.show(
        status, request, new Page("Make a test token", Section.AGENTS, "testtoken", view));
  }

  /// One sending of a form: the token that came of it, and the page that shows it.
  private static final class Attempt {
    private @Nullable Issued issued;
    private @Nullable Response page;
  }

  private Response make(Request request) {
    var attempt = new Attempt();
    Response answer = null;
    try {
      answer = make(request, attempt);
      return answer;
    } finally {
      var issued = attempt.issued;
      if (issued != null && answer != attempt.page) {
        // The same form was sent at the same time, and the other one's answer is shown.
        tokens.end(issued, request.origin());
      }
    }
  }

  private Response make(Request request, Attempt attempt) {
    return once.answer(
        request,
        form -> {
          var agent = agents.require(AgentPages.id(request), request.origin());
          // Before the transaction of the answer: issuing has one of its own.
          var issued = tokens.issue(agent.id(), scopes(form), request.origin());
          attempt.issued = issued;
          return _ -> {
            var page = made(request, agent, issued);
            attempt.page = page;
            return page;
          };
        },
        filled -> ask(filled.status(), request, filled));
  }

  private Response made(Request request, Agent agent, Issued issued) {
    var token = issued.accessToken().reveal();
    var view =
        new MadeView(
            agent,
            token,
            issued.scopes().toString(),
            clock.instant().plus(issued.lifetime()),
            "curl %s/api/agents/me \\\n  -H \"Authorization: Bearer %s\"".formatted(issuer, token));
    return pages.showOnce(
        201, request, new Page("The test token is made", Section.AGENTS, "testtokenmade", view));
  }

  private static Scopes scopes(Form form) {
    return Scopes.of(
        form.all("scopes").stream()
            .flatMap(text -> Stream.of(text.split("[\\s,]+", -1)))
            .filter(word -> !word.isEmpty())
            .toList());
  }

  private Response choose(Request request) {
    var text = AgentPages.some(request.query().one("q").orElse("").strip());
    var filter =
        new AgentFilter(
            Optional.of("active"), Optional.empty(), Optional.empty(), Optional.empty(), text);
    var found = agents.list(filter, FIRST, request.origin());
    var view = new ChooseView(text.orElse(""), found.data(), found.data().size() == FIRST.limit());
    return pages.show(request, new Page("Make a test token", Section.TOOLS, "testtokenfor", view));
  }
}
