package dev.signet.authorization.apps;

import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.limits.ClientNetwork;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The route by which clients register themselves ([RFC 7591
/// §3](https://www.rfc-editor.org/rfc/rfc7591#section-3)).
public final class AppRegistrationRoutes {
  private static final int MAX_BODY = 16 * 1024;

  private final Apps apps;

  public AppRegistrationRoutes(Apps apps) {
    this.apps = apps;
  }

  public void mount(Router router) {
    router
        .oauth()
        .postCrossOrigin(
            "/oauth/register",
            new Access.Open("a client registers itself; its users decide what it gets"),
            this::register);
  }

  /// All that is in force, which may be less than the client has sent (§3.2.1).
  private record RegisteredView(
      String clientId,
      String clientName,
      List<String> redirectUris,
      List<String> grantTypes,
      List<String> responseTypes,
      String tokenEndpointAuthMethod) {
    static RegisteredView of(App app) {
      return new RegisteredView(
          app.clientId(),
          app.name(),
          app.redirectUris().stream().map(RedirectUri::value).toList(),
          app.grantTypes().stream().sorted().map(GrantType::wire).toList(),
          List.of("code"),
          "none");
    }
  }

  private Response register(Request request) {
    var app = apps.registerOpenly(metadata(request), ClientNetwork.of(request.context().address()));
    return Response.snakeJson(201, RegisteredView.of(app)).noStore();
  }

  private static JsonNode metadata(Request request) {
    if (request.body().length > MAX_BODY) {
      throw Refused.malformed("The metadata is longer than " + MAX_BODY + " bytes");
    }
    var metadata = request.json();
    if (!metadata.isObject()) {
      throw Refused.malformed("The metadata must be a JSON object");
    }
    return metadata;
  }
}
