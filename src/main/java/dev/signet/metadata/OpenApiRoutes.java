package dev.signet.metadata;

import dev.signet.http.Access;
import dev.signet.http.Request;
import dev.signet.http.Response;
import dev.signet.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The OpenAPI file. A test holds it against the routes and against every answer of every test.
public final class OpenApiRoutes {
  private final byte[] file = read();

  public void mount(Router router) {
    router.get(
        "/api/openapi.json",
        new Access.Open("a description of the interface, the same for everybody"),
        this::openApi);
  }

  private Response openApi(Request request) {
    return Response.of(200, "application/json", file).with("Cache-Control", "public, max-age=300");
  }

  private static byte[] read() {
    try (var in = OpenApiRoutes.class.getResourceAsStream("/openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
