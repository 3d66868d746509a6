package dev.signet.authorization.apps;

import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A client as it describes itself. Nothing here is proven but the redirect URIs: the answer goes
/// to one of them.
///
/// @param clientId the URL of its metadata document, or the id of its open registration
/// @param name at most 60 visible characters; any client can choose it
/// @param redirectUris at least one
/// @param grantTypes `authorization_code`, and `refresh_token` if it wants that
/// @param jwksUri the URL of the keys that it authenticates with; empty for a public client
public record App(
    String clientId,
    Registration registration,
    String name,
    List<RedirectUri> redirectUris,
    Set<GrantType> grantTypes,
    Optional<String> jwksUri) {

  static final int MAX_NAME = 60;
  static final int MAX_REDIRECT_URIS = 10;

  /// How this server knows the app.
  public enum Registration {
    /// By the document at the URL that is its client id.
    METADATA_DOCUMENT,
    /// By its client id, which contains what it registered.
    OPEN_REGISTRATION
  }

  public App {
    redirectUris = List.copyOf(redirectUris);
    grantTypes = Set.copyOf(grantTypes);
  }

  public boolean isPublicClient() {
    return jwksUri.isEmpty();
  }

  /// The host of its metadata document; empty for an open registration.
  Optional<String> documentHost() {
    return documentHost(clientId);
  }

  /// The host of the metadata document of the app with this client id; empty for an open
  /// registration.
  public static Optional<String> documentHost(String clientId) {
    return MetadataUrl.parse(clientId).map(MetadataUrl::host);
  }
}
