package dev.signet.console.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.refusals.Refusal;
import dev.signet.identity.users.Sessions;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.net.URLEncoder;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Renders the console's responses: whole pages, fragments, and redirects.
public final class PageRenderer implements BrowserSupport.ErrorPages {
  /// Only our own scripts, styles and requests, nothing inline, no plug-ins, and no frames: neither
  /// other sites in our pages nor our pages in other sites.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /// For pages from which a form may lead to other sites: a browser applies `form-action` also to
  /// the redirects that follow a form, and a sign-in can lead back to a client.
  private static final String POLICY_BEFORE_REDIRECTS = POLICY.replace(" form-action 'self';", "");

  /// As [#POLICY], for pages whose forms lead to clients. Browsers apply `form-action` to each
  /// redirect after a form, and a client may redirect further; popular clients look at the window
  /// that opened these pages, so these stay in the opener's browsing context group.
  private static final String POLICY_FOR_CLIENTS =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " frame-ancestors 'none'; base-uri 'none'";

  private static final String HTML = "text/html; charset=utf-8";

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.signet.console");
  private final Assets assets;
  private final Sessions sessions;
  private final Clock clock;

  public PageRenderer(Assets assets, Sessions stays, Clock clock) {
    this.assets = assets;
    this.sessions = stays;
    this.clock = clock;
  }

  /// A page for a signed-in user.
  public Response show(Request request, Page page) {
    return show(200, request, page);
  }

  /// A page for a signed-in user with another status: 422 for a form that is shown again.
  public Response show(int status, Request request, Page page) {
    var session = request.session();
    var response = html(status, request, render(page, frame(request, page, session)));
    if (session.notice().isPresent()) {
      sessions.clearNotice(session);
    }
    return response;
  }

  /// A page that is rendered inside a transaction and stored to be shown again, so it must not
  /// contain data of the session.
  public Response showRepeatable(int status, Request request, Page page) {
    return html(
        status, request, render(page, frame(request, page, request.session().withoutNotice())));
  }

  /// A public page, without navigation.
  public Response showPublic(int status, Request request, Page page) {
    return html(status, request, render(page, frame(request, page, null)));
  }

  /// A page whose forms and links lead to a client.
  ///
  /// @param session of the user, for the forms; empty for a page without one
  public Response showForClient(
      int status, Request request, Optional<ConsoleSession> session, Page page) {
    var html = render(page, frame(request, page, session.orElse(null)));
    // Without a referrer browsers would not say where the form of the page comes from.
    return withHeadersForClients(Response.of(status, HTML, html.getBytes(UTF_8)))
        .withHeader("Referrer-Policy", "same-origin")
        .noStore();
  }

  /// The redirect that answers a client: its parameters are for the client alone ([RFC 9700
  /// §4.2.4](https://www.rfc-editor.org/rfc/rfc9700#section-4.2.4)).
  public static Response redirectToClient(String uri) {
    return withHeadersForClients(Response.empty(303).withHeader("Location", uri))
        .withHeader("Referrer-Policy", "no-referrer")
        .noStore();
  }

  private static Response withHeadersForClients(Response response) {
    return response
        .withHeader("Content-Security-Policy", POLICY_FOR_CLIENTS)
        .withHeader("X-Frame-Options", "DENY")
        .withHeader("Cross-Origin-Opener-Policy", "unsafe-none")
        .withHeader("Cross-Origin-Resource-Policy", "same-origin")
        .withHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }

  /// A redirect to the sign-in page, from which the user returns to a path.
  public Response redirectToSignIn(String back) {
    return redirect(PageArea.ACCOUNT.signIn() + "?return=" + URLEncoder.encode(back, UTF_8));
  }

  /// A redirect to the page on which a user confirms their identity, and returns to a path.
  public Response redirectToConfirm(String back) {
    return redirect(PageArea.ACCOUNT.confirm() + "?return=" + URLEncoder.encode(back, UTF_8));
  }

  /// A fragment of a page, which the script inserts into the page.
  public Response showFragment(Request request, Page part) {
    return html(200, request, render(part, frame(request, part, request.session())));
  }

  /// A redirect to another page, by GET.
  public static Response redirect(String path) {
    return withSecurityHeaders(Response.empty(303).withHeader("Location", path)).noStore();
  }

  /// A redirect to another page, which shows the notice once.
  public Response redirect(Request request, String path, String notice) {
    sessions.setNotice(request.session(), notice);
    return redirect(path);
  }

  private String render(Page page, PageFrame frame) {
    var out = new StringOutput();
    templates.render(page.template() + ".jte", Map.of("frame", frame, "view", page.view()), out);
    return out.toString();
  }

  private PageFrame frame(Request request, Page page, @Nullable ConsoleSession session) {
    return new PageFrame(
        page.title(),
        page.section(),
        session,
        request.context().requestId(),
        request.path() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery()),
        assets,
        new TimeFormat(clock.instant()));
  }

  private static Response html(int status, Request request, String html) {
    var policy =
        PageArea.ACCOUNT.isSignInOrConfirmation(request.path()) ? POLICY_BEFORE_REDIRECTS : POLICY;
    return withSecurityHeaders(Response.of(status, HTML, html.getBytes(UTF_8)), policy).noStore();
  }

  public static Response withSecurityHeaders(Response response) {
    return withSecurityHeaders(response, POLICY);
  }

  private static Response withSecurityHeaders(Response response, String policy) {
    return response
        .withHeader("Content-Security-Policy", policy)
        .withHeader("X-Frame-Options", "DENY")
        .withHeader("Referrer-Policy", "same-origin")
        .withHeader("Cross-Origin-Opener-Policy", "same-origin")
        .withHeader("Cross-Origin-Resource-Policy", "same-origin")
        .withHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }

  @Override
  public Response refusalPage(Refusal refusal, Request request) {
    return switch (refusal) {
      case Refusal.Unauthenticated _ -> redirectToSignIn(request);
      case Refusal.ReauthenticationRequired() ->
          redirectWithReturn(request, PageArea.of(request.path()).confirm());
      default -> errorPage(ErrorMessage.of(refusal), request);
    };
  }

  @Override
  public Response internalErrorPage(Request request) {
    return errorPage(ErrorMessage.INTERNAL_ERROR, request);
  }

  private Response errorPage(ErrorMessage sentence, Request request) {
    var page = new Page(sentence.title(), null, "pages/error", sentence);
    var response = showPublic(sentence.status(), request, page);
    return sentence
        .retryAfter()
        .map(wait ->
            response.withHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))))
        .orElse(response);
  }

  private static Response redirectToSignIn(Request request) {
    return redirectWithReturn(request, PageArea.of(request.path()).signIn());
  }

  /// A redirect to a page that returns here: to this page, or for a form to the page with the form.
  private static Response redirectWithReturn(Request request, String path) {
    var here = request.path() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
    var there = path + "?return=" + URLEncoder.encode(here, UTF_8);
    // htmx would insert the target of a redirect into the page; this header makes the browser load
    // it.
    return request.header("hx-request").isPresent()
        ? withSecurityHeaders(Response.empty(401).withHeader("HX-Redirect", path)).noStore()
        : redirect(there);
  }
}
