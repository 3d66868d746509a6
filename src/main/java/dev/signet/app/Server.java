package dev.signet.app;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.time.DeletionClock;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.base.wiring.Shutdown;
import dev.signet.identity.credentials.CostlyBcryptHashes;
import dev.signet.web.http.HttpServer;
import dev.signet.web.http.MaxConnections;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole server: opens the database, builds the rooms, starts listening, and stops in the
/// opposite order.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Shutdown shutdown = new Shutdown();
  private final Jobs jobs = new Jobs();
  private final Foundation foundation;
  private final Rooms rooms;
  private final HttpServer http;

  /// 0 until the server listens.
  private volatile int port;

  /// Starts the server. Returns when the server answers requests.
  ///
  /// @throws dev.signet.base.db.DatabaseUnusable the database cannot be opened
  /// @throws dev.signet.tokens.signingkeys.WrongMasterKey the database was created with another
  ///   master key
  /// @throws dev.signet.base.secrets.BadMasterKey there is no usable master key
  public static Server start(Config config, Clock clock) {
    return new Server(config, clock);
  }

  private Server(Config config, Clock clock) {
    try {
      var socket = config.listen();
      // The issuer may contain the port, so the port has to be known before anything is built.
      var listenPort =
          socket.getPort() == 0 && config.issuer().isEmpty() ? freePort() : socket.getPort();
      DataFolder.create(config.data());
      MissingDatabaseCheck.requireIntended(config);
      var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      shutdown.add(meters::close);
      registerProcessMetrics(meters);
      foundation =
          foundation(
              config, clock, meters, config.issuer().orElse("http://localhost:" + listenPort));
      rooms = new Rooms(config, foundation, meters, this::port);
      FirstOperatorKey.create(config, rooms.operatorKeys.keys());
      rooms.schedule(jobs, shutdown);
      http =
          shutdown.add(
              new HttpServer(
                  new HttpServer.Settings(
                      new InetSocketAddress(socket.getAddress(), listenPort),
                      config.addresses(),
                      config.posture() == Config.Posture.DEV,
                      foundation.issuer().startsWith("https:"),
                      config.connections()),
                  rooms.pipeline));
      warn(config);
      port = http.start();
      rooms.revocations.revocations().fillInBackground();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Foundation foundation(
      Config config, Clock clock, PrometheusMeterRegistry meters, String issuer) {
    var master = config.masterKey().load();
    // Loading native code takes as long as opening the database, so both run in parallel.
    var crypto =
        CompletableFuture.supplyAsync(
            CryptoProvider::load, load -> Thread.ofPlatform().name("crypto").start(load));
    var db = shutdown.add(Db.open(config.database(), config.databaseWait(), meters));
    return new Foundation(
        db,
        new Ids(clock),
        clock,
        new DeletionClock(db, clock, meters),
        new Foundation.Secrets(master, crypto.join()),
        meters,
        issuer,
        shutdown);
  }

  private void warn(Config config) {
    CostlyBcryptHashes.warning(foundation.db()).ifPresent(LOG::warn);
    MaxConnections.fewDescriptors()
        .ifPresent(advice ->
            LOG.atWarn()
                .addKeyValue("descriptors", MaxConnections.descriptors())
                .addKeyValue("connections", config.connections().connections())
                .log("few file descriptors. {}", advice));
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void registerProcessMetrics(PrometheusMeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    shutdown.add(new JvmGcMetrics()).bindTo(meters);
  }

  /// Waits until the listener has ended although the server was not told to stop.
  void awaitListenerEnd() throws InterruptedException {
    http.awaitListenerEnd();
  }

  public int port() {
    return port;
  }

  public String issuer() {
    return foundation.issuer();
  }

  /// Where the first user signs in to the console; empty once a user has signed in. An address that
  /// was returned before no longer works.
  public Optional<String> firstSignInLink() {
    return rooms.users.users().createFirstLink().map(rooms.console::signInUrl);
  }

  /// The provider that signs.
  CryptoProvider crypto() {
    return foundation.secrets().crypto();
  }

  /// What the server is built of.
  Rooms rooms() {
    return rooms;
  }

  Foundation foundation() {
    return foundation;
  }

  Jobs jobs() {
    return jobs;
  }

  /// Reports not ready, goes on serving for as long as load balancers need to see that, and closes.
  public void stop(Duration drain) {
    rooms.monitoring.markStopping();
    http.drain();
    LOG.atInfo().addKeyValue("drain", drain.toSeconds() + "s").log("told to stop: not ready");
    try {
      Thread.sleep(drain);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /// Stops listening, finishes what was begun, and closes the rest.
  @Override
  public void close() {
    shutdown.close();
  }
}
