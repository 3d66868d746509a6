package dev.signet.webhooks;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.fetch.Owner;
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

  /// The URL. Takes up to three seconds, so it does not belong into a transaction.
  ///
  /// @throws Refused `invalid_url`; `ServiceUnavailable` when the name cannot be resolved now
  PostUrl require(String text, Caller caller) {
    return switch (PostUrl.parse(text)) {
      case ParsedUrl.Unusable(var fault) -> throw WebhookRefusals.invalidUrl(fault);
      case ParsedUrl.Usable(var url) -> {
        if (url.hasOriginOf(issuer)) {
          throw WebhookRefusals.invalidUrl(UrlFault.OWN_ISSUER);
        }
        requireAllowed(url, caller);
        yield url;
      }
    };
  }

  private void requireAllowed(PostUrl url, Caller caller) {
    var isTenant = TenantScope.of(caller) instanceof TenantScope.SingleOrganization;
    switch (client.addressStatus(url, owner(caller))) {
      case ALLOWED -> {}
      case FORBIDDEN ->
          throw WebhookRefusals.invalidUrl(
              isTenant && !url.isAddress() ? UrlFault.NO_PUBLIC_ADDRESS : UrlFault.PRIVATE);
      case UNRESOLVABLE ->
          throw WebhookRefusals.invalidUrl(
              isTenant ? UrlFault.NO_PUBLIC_ADDRESS : UrlFault.UNRESOLVABLE);
      case UNKNOWN -> throw WebhookRefusals.nameNotChecked();
    }
  }

  private static Owner owner(Caller caller) {
    return TenantScope.of(caller) instanceof TenantScope.SingleOrganization(var own)
        ? new Owner(own.value())
        : Owner.OPERATORS;
  }
}
