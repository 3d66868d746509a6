package dev.signet.testing;

import dev.signet.base.fetch.SelfSignedCertificate;
import dev.signet.base.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.node.ObjectNode;

/// Hosts of apps with their metadata documents: all names below `here.test` lead to it. The JVM of
/// the tests trusts its certificate from the first one on.
public final class AppHost implements BeforeAllCallback, AfterAllCallback {
  private @Nullable DocumentServer server;

  /// Made once, as the JVM has one default.
  private static final class Certificate {
    static final SSLContext SERVER = trusted();

    private static SSLContext trusted() {
      try {
        var certificate = SelfSignedCertificate.certificateFor("*.here.test");
        SSLContext.setDefault(certificate.client());
        return certificate.server();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server = DocumentServer.encrypted(Certificate.SERVER);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server().close();
  }

  public DocumentServer server() {
    return Objects.requireNonNull(server, "the hosts have not been started");
  }

  public String url(String host, String path) {
    return server().url(host, path);
  }

  /// Serves the document of a public client.
  ///
  /// @return its client id
  public String serveApp(String host, String path, String name, String... redirectUris) {
    return serveApp(host, path, name, _ -> {}, redirectUris);
  }

  /// Serves the document of a public client with other members.
  ///
  /// @return its client id
  public String serveApp(
      String host, String path, String name, Consumer<ObjectNode> change, String... redirectUris) {
    var clientId = url(host, path);
    var document =
        Json.object()
            .put("client_id", clientId)
            .put("client_name", name)
            .put("token_endpoint_auth_method", "none");
    List.of("authorization_code", "refresh_token").forEach(document.putArray("grant_types")::add);
    List.of(redirectUris).forEach(document.putArray("redirect_uris")::add);
    change.accept(document);
    server().serve(path, Json.toText(document));
    return clientId;
  }

  /// How often this path was asked for.
  public long fetches(String path) {
    return server().requests().stream().filter(request -> request.endsWith(path)).count();
  }
}
