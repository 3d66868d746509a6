package dev.signet.authorization.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.authorization.apps.App.Registration;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.HmacSigner;
import dev.signet.base.secrets.MasterKey;
import dev.signet.identity.agents.Agent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Client ids of apps that register themselves openly. The id contains what was registered, and a
/// signature of this server ([RFC 7591 appendix
/// A.5.2](https://www.rfc-editor.org/rfc/rfc7591#appendix-A.5.2)): equal metadata have one id, and
/// nothing is stored for it. It is valid on every node, and as long as the master key.
final class OpenRegistrations {
  private static final String PREFIX = "dcr1_";
  private static final int SIGNATURE_LENGTH = 43;

  private final HmacSigner signer;

  OpenRegistrations(MasterKey master) {
    this.signer = new HmacSigner(master, "open registrations");
  }

  /// The app that registers with this metadata. It is public, whatever method it names. The ports
  /// of redirect URIs on this computer are left out, as any port is accepted, and the redirect URIs
  /// are sorted.
  ///
  /// @throws Refused `OAuth` with `invalid_redirect_uri` when none of its redirect URIs is usable,
  ///   or with `invalid_client_metadata`
  App register(ClientMetadata metadata) {
    var redirectUris =
        metadata.redirectUris(true).stream()
            .flatMap(uri -> RedirectUri.parse(uri.withoutPort()).stream())
            .distinct()
            .sorted((one, other) -> one.value().compareTo(other.value()))
            .toList();
    var grants = metadata.grantTypes();
    if (redirectUris.isEmpty()) {
      throw AppRefusals.noRedirectUri();
    }
    if (grants.isEmpty()) {
      throw AppRefusals.noGrantType();
    }
    if (metadata.isPrivateKeyJwt()) {
      throw AppRefusals.mayNotSign();
    }
    var name = metadata.name("");
    var written = Json.object().put("n", name);
    redirectUris.forEach(uri -> written.withArray("r").add(uri.value()));
    if (grants.get().contains(GrantType.REFRESH_TOKEN)) {
      written.put("f", true);
    }
    var payload = encode(Json.toText(written).getBytes(UTF_8));
    return find(PREFIX + payload + signer.sign(payload)).orElseThrow(AppRefusals::tooLong);
  }

  /// The app with this client id; empty when this server did not make it.
  Optional<App> find(String clientId) {
    if (clientId.length() > Agent.MAX_CLIENT_ID
        || clientId.length() <= PREFIX.length() + SIGNATURE_LENGTH
        || !clientId.startsWith(PREFIX)) {
      return Optional.empty();
    }
    var signatureAt = clientId.length() - SIGNATURE_LENGTH;
    var payload = clientId.substring(PREFIX.length(), signatureAt);
    return signer.verify(payload, clientId.substring(signatureAt))
        ? decode(payload).map(written -> app(clientId, written))
        : Optional.empty();
  }

  private static App app(String clientId, ObjectNode written) {
    var grants = EnumSet.of(GrantType.AUTHORIZATION_CODE);
    if (written.path("f").asBoolean(false)) {
      grants.add(GrantType.REFRESH_TOKEN);
    }
    var redirectUris =
        written
            .path("r")
            .valueStream()
            .flatMap(uri -> RedirectUri.parse(uri.stringValue()).stream())
            .toList();
    var name = written.path("n").asString("");
    return new App(
        clientId,
        Registration.OPEN_REGISTRATION,
        name.isEmpty() ? nameOf(redirectUris) : name,
        redirectUris,
        grants,
        Optional.empty());
  }

  /// Of an app that does not name itself.
  private static String nameOf(List<RedirectUri> redirectUris) {
    return redirectUris.stream()
        .map(RedirectUri::host)
        .filter(host -> !host.isEmpty())
        .findFirst()
        .map(host -> host.substring(0, Math.min(host.length(), App.MAX_NAME)))
        .orElse("unnamed app");
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Optional<ObjectNode> decode(String payload) {
    try {
      var bytes = Base64.getUrlDecoder().decode(payload);
      return Json.parseOwnIfReadable(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IllegalArgumentException | CharacterCodingException _) {
      return Optional.empty();
    }
  }
}
