package dev.signet.client;

import dev.signet.client.testing.InterceptingProxy;
import java.util.Optional;

/** Responses of a token endpoint that a test makes up. */
final class TokenResponses {
  private TokenResponses() {}

  static InterceptingProxy.RequestHandler of(String token, int lifetime) {
    return with(
        "{\"access_token\":\""
            + token
            + "\",\"expires_in\":"
            + lifetime
            + ",\"token_type\":\"Bearer\"}");
  }

  static InterceptingProxy.RequestHandler with(String body) {
    return (ask, onward) ->
        Optional.of(
            "HTTP/1.1 200 OK\r\nContent-Length: "
                + body.length()
                + "\r\nConnection: close\r\n\r\n"
                + body);
  }
}
