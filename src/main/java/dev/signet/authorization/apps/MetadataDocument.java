package dev.signet.authorization.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.authorization.apps.App.Registration;
import dev.signet.authorization.apps.ClientMetadata.Method;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads the metadata document of an app ([OAuth Client ID Metadata Document
/// §4](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-02#section-4)).
final class MetadataDocument {
  /// The maximum length of a document, in bytes.
  static final int MAX_LENGTH = 10 * 1024;

  private MetadataDocument() {}

  /// The app that a document describes; empty when the document is not of this client, has a
  /// secret, or describes a client that cannot connect here.
  static Optional<App> read(MetadataUrl url, String document) {
    if (document.getBytes(UTF_8).length > MAX_LENGTH) {
      return Optional.empty();
    }
    return object(document)
        .map(ClientMetadata::new)
        .filter(metadata -> metadata.text("client_id").filter(url.value()::equals).isPresent())
        .filter(
            metadata -> !metadata.has("client_secret") && !metadata.has("client_secret_expires_at"))
        .flatMap(metadata -> app(url, metadata));
  }

  private static Optional<JsonNode> object(String document) {
    try {
      return Optional.of(Json.read(document)).filter(JsonNode::isObject);
    } catch (Refused _) {
      return Optional.empty();
    }
  }

  private static Optional<App> app(MetadataUrl url, ClientMetadata metadata) {
    var keys =
        switch (metadata.method()) {
          case Method.None() -> Optional.<String>empty();
          case Method.PrivateKeyJwt(var uri) -> Optional.of(uri);
          case Method.Unsupported() -> null;
        };
    var grants = metadata.grantTypes();
    if (keys == null || grants.isEmpty()) {
      return Optional.empty();
    }
    var redirectUris = metadata.redirectUris(keys.isEmpty());
    return redirectUris.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new App(
                url.value(),
                Registration.METADATA_DOCUMENT,
                metadata.name(url.host()),
                redirectUris,
                grants.get(),
                keys));
  }
}
