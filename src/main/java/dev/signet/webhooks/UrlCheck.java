package dev.signet.webhooks;

import dev.signet.base.fetch.PostClient;
import dev.signet.base.fetch.PostUrl;
import dev.signet.base.fetch.PostUrl.ParsedUrl;
import dev.signet.base.fetch.PostUrl.UrlFault;
import dev.signet.base.refusals.Refused;
import java.net.URI;

/// Checks the URL of a webhook as its caller names it, for a clear error. Its addresses are checked
/// again for each connection.
final class UrlCheck {
  private final PostClient client;
  private final URI issuer;

  UrlCheck(PostClient client, String issuer) {
    this.client = client;
    this.issuer = URI.create(issuer);
  }

  /// The URL. Takes as long as the name resolution, so it does not belong into a transaction.
  ///
  /// @throws Refused `invalid_url`
  PostUrl require(String text) {
    return switch (PostUrl.parse(text)) {
      case ParsedUrl.Unusable(var fault) -> throw WebhookRefusals.invalidUrl(fault);
      case ParsedUrl.Usable(var url) -> {
        if (url.hasOriginOf(issuer)) {
          throw WebhookRefusals.invalidUrl(UrlFault.OWN_ISSUER);
        }
        client
            .addressFault(url)
            .ifPresent(fault -> {
              throw WebhookRefusals.invalidUrl(fault);
            });
        yield url;
      }
    };
  }
}
