package dev.signet.console.pages;

import dev.signet.base.jose.TokenSignatureVerifier;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Explains a pasted token. It is sent in a form's body and never in an address, and no page
/// repeats it.
final class ToolPages {
  static final String TOOLS = "/console/tools";

  /// @param explanation the result; null before anything was pasted
  record ToolsView(FormState form, @Nullable Explanation explanation) {}

  private final PageRenderer pages;
  private final PastedTextExplainer explainer;

  ToolPages(PageRenderer pages, PastedTextExplainer explainer) {
    this.pages = pages;
    this.explainer = explainer;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("tokens:read");
    router.get(TOOLS, read, request -> show(200, request, FormState.BLANK, null));
    router.post(TOOLS, read, this::explain);
  }

  private Response explain(Request request) {
    var text = unquote(request.form().one("token").orElse(""));
    if (text.isEmpty()) {
      return refused(request, "is empty: paste a token");
    }
    if (text.length() > TokenSignatureVerifier.MAX_LENGTH) {
      return refused(request, "is longer than any token of this server");
    }
    return show(200, request, FormState.BLANK, explainer.explain(text, request.context()));
  }

  private Response refused(Request request, String message) {
    return show(422, request, FormState.BLANK.withRefusal(Refused.invalid("token", message)), null);
  }

  /// Removes what users paste along with a token: the scheme, quotes, line breaks.
  private static String unquote(String pasted) {
    var text = pasted.strip();
    for (var prefix : Stream.of("authorization:", "bearer ", "dpop ").toList()) {
      if (text.toLowerCase(Locale.ROOT).startsWith(prefix)) {
        text = text.substring(prefix.length()).strip();
      }
    }
    return text.replaceAll("[\\s\"']", "");
  }

  private Response show(
      int status, Request request, FormState form, @Nullable Explanation finding) {
    return pages.show(
        status,
        request,
        new Page("Tools", Section.TOOLS, "pages/tools", new ToolsView(form, finding)));
  }
}
