package dev.signet.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.refusals.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BrokenResponseTest {
  private final Router router = new Router();
  private final HttpServer server =
      new HttpServer(
          new HttpServer.Settings(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              ClientAddresses.withTrustedProxies(List.of()),
              false,
              false,
              new MaxConnections(1_000, 1_000)),
          TestPipeline.of(router));

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<byte[]> ask(Response.Writer writer) throws Exception {
    router.get("/lines", new Access.Open("a test"), _ -> Response.stream("text/plain", writer));
    var uri = URI.create("http://127.0.0.1:" + server.start() + "/lines");
    try (var http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }
  }

  @Test
  void a_streamed_answer_arrives_whole() throws Exception {
    var answer =
        ask(out -> {
          for (var i = 0; i < 100; i++) {
            out.write(new byte[10_000]);
          }
        });

    assertThat(answer.body()).hasSize(1_000_000);
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "100, false", "100, true"})
  void a_response_that_breaks_off_does_not_look_complete(int writes, boolean refused) {
    assertThatThrownBy(() ->
            ask(out -> {
              for (var i = 0; i < writes; i++) {
                out.write(new byte[10_000]);
              }
              if (refused) {
                throw Refused.unavailable("the database is gone");
              }
              throw new IOException("broken");
            }))
        .isInstanceOf(IOException.class);
  }
}
