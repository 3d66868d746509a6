package dev.signet.console.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.refusals.Refusal;
import dev.signet.identity.users.Sessions;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.ConsoleSession;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.net.URLEncoder;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the console's answers: whole pages, parts of them, and the way to another page.
public final class PageRenderer implements BrowserSupport.ErrorPages {
  /// No script, style, frame, plug-in or address of anybody else's; nothing inline; and no page of
  /// anybody else's around ours.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /// Where a user signs in.
  public static final String SIGN_IN = "/console/sign-in";

  /// Where a user who is signed in confirms their identity again.
  public static final String CONFIRM = "/console/confirm";

  /// Pages lead to shorter addresses of ours; a longer one is somebody's who wants it echoed.
  private static final int MAX_RETURN_LENGTH = 2_000;

  /// What a browser, or something before this server, might take for a dot or a slash.
  private static final Pattern ENCODED_DOT_OR_SLASH =
      Pattern.compile("%(2e|2f|5c)", Pattern.CASE_INSENSITIVE);

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

  /// A page for whoever is signed in.
  public Response show(Request request, Page page) {
    return show(200, request, page);
  }

  /// As [#show(Request, Page)], with another status: 422 for a form that comes back.
  public Response show(int status, Request request, Page page) {
    var session = request.session();
    var response = html(status, render(page, frame(request, page, session)));
    if (session.notice().isPresent()) {
      sessions.clearNotice(session);
    }
    return response;
  }

  /// A page that is made within a transaction, and kept to be shown again: it says nothing but what
  /// is its own.
  public Response showRepeatable(int status, Request request, Page page) {
    return html(status, render(page, frame(request, page, request.session().withoutNotice())));
  }

  /// A page for anybody, without navigation.
  public Response showPublic(int status, Request request, Page page) {
    return html(status, render(page, frame(request, page, null)));
  }

  /// A part of a page, for a script that puts it into its place.
  public Response showFragment(Request request, Page part) {
    return html(200, render(part, frame(request, part, request.session())));
  }

  /// To another page, by GET.
  public static Response redirect(String path) {
    return withSecurityHeaders(Response.empty(303).withHeader("Location", path)).noStore();
  }

  /// To another page, which says once what was done.
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

  private static Response html(int status, String html) {
    return withSecurityHeaders(Response.of(status, HTML, html.getBytes(UTF_8))).noStore();
  }

  public static Response withSecurityHeaders(Response response) {
    return response
        .withHeader("Content-Security-Policy", POLICY)
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
      case Refusal.ReauthenticationRequired() -> redirectWithReturn(request, CONFIRM);
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
    return redirectWithReturn(request, SIGN_IN);
  }

  /// To a page that leads back here: to this page, or for a form to the one that it stands on.
  private static Response redirectWithReturn(Request request, String path) {
    var here = request.path() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
    var there = path + "?return=" + URLEncoder.encode(here, UTF_8);
    // A script cannot follow to another page as the browser would.
    return request.header("hx-request").isPresent()
        ? withSecurityHeaders(Response.empty(401).withHeader("HX-Redirect", path)).noStore()
        : redirect(there);
  }

  /// Whether somebody may be led to this path: one of ours, and never another site's.
  ///
  /// @param there a path, which a query may follow
  public static boolean isConsolePath(String there) {
    if (there.length() > MAX_RETURN_LENGTH) {
      return false;
    }
    var path = there.split("\\?", 2)[0];
    return (path.equals("/console") || path.startsWith("/console/"))
        && there.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\')
        && !there.contains("//")
        && !there.contains("..")
        && !path.contains("/./")
        && !path.endsWith("/.")
        && !ENCODED_DOT_OR_SLASH.matcher(path).find();
  }
}
