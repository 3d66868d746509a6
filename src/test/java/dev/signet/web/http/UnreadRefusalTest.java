package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A late client that does not read its refusal either.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class UnreadRefusalTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_connection_ends_though_the_refusal_of_its_late_request_does_not_leave() throws Exception {
    var server = new Server();
    var connector = new LocalConnector(server);
    server.addConnector(connector);
    server.start();
    // Takes less of an answer than there is.
    var endPoint = new ByteArrayEndPoint(connector.getScheduler(), 0, "GET /short", 8);
    var connection =
        new ClientConnection(
            new HttpConfiguration(),
            connector,
            endPoint,
            "192.0.2.1",
            new ClientConnection.Timeouts(SECOND, SECOND, SECOND),
            (_, _) -> ByteBuffer.wrap("HTTP/1.1 408 Request Timeout\r\n\r\n".getBytes(US_ASCII)));
    endPoint.setConnection(connection);
    connection.onFillable();
    var late = System.nanoTime() + SECOND.multipliedBy(2).toNanos();

    connection.endIfLate(late);
    assertThat(endPoint.isOpen()).isTrue();

    connection.endIfLate(late + SECOND.multipliedBy(2).toNanos());
    assertThat(endPoint.isOpen()).isFalse();
    server.stop();
  }
}
