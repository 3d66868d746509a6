package dev.signet.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.refusals.Refusal;
import dev.signet.identity.users.Stays;
import dev.signet.web.http.Browsers;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Session;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.net.URLEncoder;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes the console's answers: whole pages, parts of them, and the way to another page.
final class Pages implements Browsers.Pages {
  /// No script, style, frame, plug-in or address of anybody else's; nothing inline; and no page of
  /// anybody else's around ours.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /// Pages lead to shorter addresses of ours; a longer one is somebody's who wants it echoed.
  private static final int MAX_RETURN = 2_000;

  /// What a browser, or something before this server, might take for a dot or a slash.
  private static final Pattern DISGUISED = Pattern.compile("%(2e|2f|5c)", Pattern.CASE_INSENSITIVE);

  private static final String HTML = "text/html; charset=utf-8";

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.signet.console");
  private final Assets assets;
  private final Stays stays;
  private final Clock clock;

  Pages(Assets assets, Stays stays, Clock clock) {
    this.assets = assets;
    this.stays = stays;
    this.clock = clock;
  }

  /// A page for whoever is signed in.
  Response show(Request request, Page page) {
    return show(200, request, page);
  }

  /// As [#show(Request, Page)], with another status: 422 for a form that comes back.
  Response show(int status, Request request, Page page) {
    var session = request.session();
    var response = html(status, render(page, frame(request, page, session)));
    if (session.notice().isPresent()) {
      stays.told(session);
    }
    return response;
  }

  /// A page that is made within a transaction, and kept to be shown again: it says nothing but what
  /// is its own.
  Response showOnce(int status, Request request, Page page) {
    return html(status, render(page, frame(request, page, request.session().silent())));
  }

  /// A page for anybody, without navigation.
  Response showToAnybody(int status, Request request, Page page) {
    return html(status, render(page, frame(request, page, null)));
  }

  /// A part of a page, for a script that puts it into its place.
  Response part(Request request, Page part) {
    return html(200, render(part, frame(request, part, request.session())));
  }

  /// To another page, by GET.
  static Response goTo(String path) {
    return secured(Response.empty(303).with("Location", path)).noStore();
  }

  /// To another page, which says once what was done.
  Response goTo(Request request, String path, String notice) {
    stays.tell(request.session(), notice);
    return goTo(path);
  }

  private String render(Page page, Frame frame) {
    var out = new StringOutput();
    templates.render(page.template() + ".jte", Map.of("frame", frame, "view", page.view()), out);
    return out.toString();
  }

  private Frame frame(Request request, Page page, @Nullable Session session) {
    return new Frame(
        page.title(),
        page.section(),
        session,
        request.origin().requestId(),
        request.path() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery()),
        assets,
        new Times(clock.instant()));
  }

  private static Response html(int status, String html) {
    return secured(Response.of(status, HTML, html.getBytes(UTF_8))).noStore();
  }

  static Response secured(Response response) {
    return response
        .with("Content-Security-Policy", POLICY)
        .with("X-Frame-Options", "DENY")
        .with("Referrer-Policy", "same-origin")
        .with("Cross-Origin-Opener-Policy", "same-origin")
        .with("Cross-Origin-Resource-Policy", "same-origin")
        .with("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }

  @Override
  public Response refused(Refusal refusal, Request request) {
    return switch (refusal) {
      case Refusal.Unauthenticated _ -> toSignIn(request);
      case Refusal.NotFresh() -> comingBack(request, SignInPages.CONFIRM);
      default -> sorry(Sentence.of(refusal), request);
    };
  }

  @Override
  public Response bug(Request request) {
    return sorry(Sentence.BUG, request);
  }

  private Response sorry(Sentence sentence, Request request) {
    var page = new Page(sentence.title(), null, "sorry", sentence);
    var response = showToAnybody(sentence.status(), request, page);
    return sentence
        .delay()
        .map(wait -> response.with("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))))
        .orElse(response);
  }

  private static Response toSignIn(Request request) {
    return comingBack(request, SignInPages.SIGN_IN);
  }

  /// To a page that leads back here: to this page, or for a form to the one that it stands on.
  private static Response comingBack(Request request, String path) {
    var here = request.path() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
    var there = path + "?return=" + URLEncoder.encode(here, UTF_8);
    // A script cannot follow to another page as the browser would.
    return request.header("hx-request").isPresent()
        ? secured(Response.empty(401).with("HX-Redirect", path)).noStore()
        : goTo(there);
  }

  /// Whether somebody may be led to this path: one of ours, and never another site's.
  ///
  /// @param there a path, which a query may follow
  static boolean isOurs(String there) {
    if (there.length() > MAX_RETURN) {
      return false;
    }
    var path = there.split("\\?", 2)[0];
    return (path.equals("/console") || path.startsWith("/console/"))
        && there.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\')
        && !there.contains("//")
        && !there.contains("..")
        && !path.contains("/./")
        && !path.endsWith("/.")
        && !DISGUISED.matcher(path).find();
  }
}
