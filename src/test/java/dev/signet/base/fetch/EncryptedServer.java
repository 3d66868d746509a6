package dev.signet.base.fetch;

import dev.signet.testing.DocumentServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A server with TLS for each test of a class, and its host name, which only these tests resolve.
@SuppressWarnings(
    "NullAway.Init") // The tests of a class use it only after beforeAll and beforeEach.
final class EncryptedServer
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private final String host;
  private final String document;
  private final AtomicInteger lookups = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();
  private SSLContext serverTls;
  private SSLContext clientTls;
  private DocumentServer server;

  /// @param document what the server responds with
  EncryptedServer(String host, String document) {
    this.host = host;
    this.document = document;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    var certificate = SelfSignedCertificate.certificateFor(host);
    serverTls = certificate.server();
    clientTls = certificate.client();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    lookups.set(0);
    server = DocumentServer.encrypted(serverTls).serve(document);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    server.close();
    while (!open.isEmpty()) {
      open.remove().close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end.countDown();
  }

  DocumentServer server() {
    return server;
  }

  /// Of a client that trusts the server's certificate.
  SSLContext clientTls() {
    return clientTls;
  }

  /// Resolves names, and counts how often.
  NameResolution names(NameResolution.Resolver resolver) {
    return new NameResolution(
        NameResolution.Limits.DEFAULT,
        name -> {
          lookups.incrementAndGet();
          return resolver.resolve(name);
        });
  }

  /// How many names this test has resolved.
  int lookups() {
    return lookups.get();
  }

  /// Reached when all tests of the class have ended, for handlers that do not respond.
  CountDownLatch end() {
    return end;
  }

  /// Closes it at the end of the test.
  <T extends AutoCloseable> T closeAfterTest(T closeable) {
    open.add(closeable);
    return closeable;
  }

  /// Resolves any name to this machine.
  static InetAddress[] here(String host) {
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  static InetAddress[] at(String... addresses) {
    return Stream.of(addresses)
        .map(address -> {
          try {
            return InetAddress.getByName(address);
          } catch (UnknownHostException e) {
            throw new AssertionError(e);
          }
        })
        .toArray(InetAddress[]::new);
  }
}
