package dev.signet.tokens.grants;

import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Form;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/// A parsed request to the token endpoint.
sealed interface TokenRequest {

  /// Client credentials ([RFC 6749 §4.4.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2)).
  ///
  /// @param scopes empty when none were requested, which means all allowed scopes
  record ClientCredentials(Optional<Scopes> scopes, List<String> resources)
      implements TokenRequest {}

  /// Refresh ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
  record Refresh(String refreshToken, Optional<Scopes> scopes, List<String> resources)
      implements TokenRequest {
    @Override
    public String toString() {
      return "Refresh ***";
    }
  }

  /// How many resources a token may be for, and their total length in characters: a token has to
  /// fit into a header.
  int MAX_RESOURCES = 10;

  int MAX_RESOURCES_LENGTH = 2048;

  /// Parses the request.
  ///
  /// @throws Refused `invalid_request`, `unsupported_grant_type`, `invalid_scope` or
  ///   `invalid_target`
  static TokenRequest read(Form parameters) {
    var type = parameters.one("grant_type").orElseThrow(() -> missing("grant_type"));
    var grant =
        GrantType.parse(type)
            .orElseThrow(() ->
                Refused.oauth(
                    OAuthError.UNSUPPORTED_GRANT_TYPE, "This server does not know the grant type"));
    var scopes = scopes(parameters);
    var resources = resources(parameters);
    return switch (grant) {
      case CLIENT_CREDENTIALS -> new ClientCredentials(scopes, resources);
      case REFRESH_TOKEN ->
          new Refresh(
              parameters.one("refresh_token").orElseThrow(() -> missing("refresh_token")),
              scopes,
              resources);
    };
  }

  private static Refused missing(String name) {
    return Refused.oauth(OAuthError.INVALID_REQUEST, "Parameter " + name + " is missing");
  }

  private static Optional<Scopes> scopes(Form parameters) {
    return parameters
        .one("scope")
        .map(text ->
            Scopes.parse(text)
                .orElseThrow(() ->
                    Refused.oauth(
                        OAuthError.INVALID_SCOPE,
                        "The scope is not a list of at most "
                            + Scopes.MAX_COUNT
                            + " scopes with single spaces between")));
  }

  /// [RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2): absolute URIs without a
  /// fragment; the parameter may be repeated.
  private static List<String> resources(Form parameters) {
    var resources = parameters.all("resource").stream().distinct().toList();
    if (resources.size() > MAX_RESOURCES
        || resources.stream().mapToInt(String::length).sum() > MAX_RESOURCES_LENGTH
        || !resources.stream().allMatch(TokenRequest::isResource)) {
      throw Refused.oauth(
          OAuthError.INVALID_TARGET,
          "Each resource must be an absolute URI without a fragment; there may be at most "
              + MAX_RESOURCES
              + ", of "
              + MAX_RESOURCES_LENGTH
              + " characters together");
    }
    return resources;
  }

  private static boolean isResource(String text) {
    try {
      var uri = new URI(text);
      // Java's URI also accepts letters beyond ASCII, which RFC 3986 does not.
      return uri.isAbsolute()
          && uri.getRawFragment() == null
          && text.chars().allMatch(c -> c > ' ' && c <= '~');
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
