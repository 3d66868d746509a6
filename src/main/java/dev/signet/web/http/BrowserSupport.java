package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Locale;

/// What the router has to know of people who come with a browser. `http` asks; the rooms of the
/// console answer.
///
/// @param issuer how the world knows this server; a proxy may tell us another `Host`
public record BrowserSupport(SessionAuthenticator sessions, ErrorPages pages, String issuer) {

  /// Tells whose stay a request belongs to.
  @FunctionalInterface
  public interface SessionAuthenticator {
    /// The stay, as it stands now.
    ///
    /// @throws Refused `Unauthenticated` when it belongs to none that still lasts
    ConsoleSession authenticate(Request request);
  }

  /// Makes pages of what went wrong.
  public interface ErrorPages {
    Response refusalPage(Refusal refusal, Request request);

    /// What nobody expected.
    Response internalErrorPage(Request request);
  }

  private static final String CROSS_SITE =
      "This form was not sent by a page of this console. Open the page again, and send it from"
          + " there";

  /// Sees that one of our own pages sent this, and not another site's through the user's browser:
  /// browsers say where a form comes from, and no page can make them say otherwise.
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

  /// Sees that a form carries its session's token. Takes as long for a yes as for a no.
  ///
  /// @throws Refused `NotAllowed`
  void requireFormToken(Request request, ConsoleSession session) {
    var sent = request.isForm() ? request.form().one(ConsoleSession.FORM_TOKEN).orElse("") : "";
    if (!MessageDigest.isEqual(sent.getBytes(UTF_8), session.formToken().getBytes(UTF_8))) {
      throw Refused.notAllowed(CROSS_SITE);
    }
  }
}
