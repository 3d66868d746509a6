package dev.signet.client;

import java.net.URI;
import java.util.List;

/**
 * A request that somebody sent to an API, as far as its token goes.
 *
 * @param url by which the world reaches the API, which behind a proxy is not what the server sees;
 *     its query does not matter
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
    return "PresentedRequest[" + method + " " + url.getRawPath() + ", ***]";
  }
}
