package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Locale;

/// What the router needs for requests of browsers. Declared here; the rooms of the console
/// implement it.
///
/// @param issuer the public URL of this server; a proxy may send another `Host`
public record BrowserSupport(SessionAuthenticator sessions, ErrorPages pages, String issuer) {

  /// Finds the session of a request.
  @FunctionalInterface
  public interface SessionAuthenticator {
    /// The current session.
    ///
    /// @throws Refused `Unauthenticated` when there is no active session
    ConsoleSession authenticate(Request request);
  }

  /// Renders errors as pages.
  public interface ErrorPages {
    Response refusalPage(Refusal refusal, Request request);

    /// The page for an unexpected error.
    Response internalErrorPage(Request request);
  }

  /// The field of a form that carries the token of its session.
  public static final String FORM_TOKEN = "form_token";

  private static final String CROSS_SITE =
      "This form was not sent by a page of this console. Open the page again and send it from"
          + " there";

  /// Checks that one of our own pages sent this, and not another site through the user's browser:
  /// browsers state where a form comes from, and a page cannot change that.
  ///
  /// @throws Refused `NotAllowed`
  void requireSameOrigin(Request request) {
    var site = request.header("sec-fetch-site").map(text -> text.toLowerCase(Locale.ROOT));
    var origin = request.header("origin");
    if (site.isEmpty() && origin.isEmpty()) {
      throw Refused.notAllowed(CROSS_SITE);
    }
    if (site.isPresent() && !site.get().equals("same-origin") && !site.get().equals("none")) {
      throw Refused.notAllowed(CROSS_SITE);
    }
    if (origin.isPresent() && !isSameOrigin(origin.get(), request.header("host").orElse(""))) {
      throw Refused.notAllowed(CROSS_SITE);
    }
  }

  private boolean isSameOrigin(String origin, String host) {
    try {
      var authority = URI.create(origin).getAuthority();
      return authority != null
          && (authority.equalsIgnoreCase(host)
              || authority.equalsIgnoreCase(URI.create(issuer).getAuthority()));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Checks that a form carries the token of its session, in constant time.
  ///
  /// @throws Refused `NotAllowed`
  void requireFormToken(Request request, ConsoleSession session) {
    var sent = request.isForm() ? request.form().one(FORM_TOKEN).orElse("") : "";
    if (!MessageDigest.isEqual(sent.getBytes(UTF_8), session.formToken().getBytes(UTF_8))) {
      throw Refused.notAllowed(CROSS_SITE);
    }
  }
}
