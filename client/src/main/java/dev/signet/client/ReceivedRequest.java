package dev.signet.client;

import java.net.URI;
import java.util.List;

/**
 * The parts of a request to an API that are needed to verify its token.
 *
 * @param url the public URL of the request, which behind a proxy differs from the URL that the API
 *     sees; its query is ignored
 * @param authorization all {@code Authorization} headers
 * @param dpop all {@code DPoP} headers
 */
public record ReceivedRequest(
    String method, URI url, List<String> authorization, List<String> dpop) {
  /**
   * @throws IllegalArgumentException when the URL is not absolute, http or https
   */
  public ReceivedRequest {
    Origin.of(url);
    authorization = List.copyOf(authorization);
    dpop = List.copyOf(dpop);
  }

  @Override
  public String toString() {
    return "ReceivedRequest[" + method + " " + url.getRawPath() + ", ***]";
  }
}
