package dev.signet.tokens.metadata;

import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.limits.ClientNetwork;
import dev.signet.web.limits.RateLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// Serves the OpenAPI file. Tests compare it with the routes and with every response in every test.
public final class OpenApiRoutes {
  /// How many bytes count as one call of an open path.
  private static final int BYTES_PER_CALL = 4 * 1024;

  private final byte[] file = read();
  private final byte[] compressed = gzip(file);
  private final RateLimits limits;

  public OpenApiRoutes(RateLimits limits) {
    this.limits = limits;
  }

  public void mount(Router router) {
    router.get(
        "/api/openapi.json",
        new Access.Open("a description of the interface, the same for every caller"),
        this::openApi);
  }

  /// A short request causes a long response, so it counts by the length of the response.
  private Response openApi(Request request) {
    var zipped = acceptsGzip(request.headers("Accept-Encoding"));
    var body = zipped ? compressed : file;
    limits
        .take(
            RateLimits.RateCategory.PUBLIC,
            ClientNetwork.of(request.context().address()),
            body.length / BYTES_PER_CALL)
        .ifPresent(wait -> {
          throw Refused.tooManyRequests(wait, "rate limit of the OpenAPI file");
        });
    var response =
        Response.of(200, "application/json", body)
            .shared()
            .withHeader("Cache-Control", "public, max-age=300")
            .withHeader("Vary", "Accept-Encoding");
    return zipped ? response.withHeader("Content-Encoding", "gzip") : response;
  }

  /// [RFC 9110 §12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3), as far as clients
  /// use it: `gzip` is named, and its weight is not 0.
  static boolean acceptsGzip(List<String> accepted) {
    return Arrays.stream(String.join(",", accepted).split(",", -1))
        .map(coding -> coding.replaceAll("\\s", "").toLowerCase(Locale.ROOT))
        .anyMatch(coding ->
            coding.equals("gzip")
                || (coding.startsWith("gzip;q=") && !isZero(coding.substring(7))));
  }

  private static boolean isZero(String weight) {
    return weight.matches("0(\\.0*)?");
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
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
