package dev.signet.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/// A proxy between a node and its PostgreSQL: it can break connections, freeze them, break one
/// around a `COMMIT`, and lead new ones to another server.
public final class DatabaseProxy implements AutoCloseable {

  /// Which `COMMIT` of the client's breaks its connection.
  public enum Cut {
    NONE,
    /// The server does not get it.
    BEFORE_COMMIT,
    /// The server gets it, and its answer is lost.
    AFTER_COMMIT
  }

  private final ServerSocket socket;
  private final Queue<Connection> connections = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Cut> cut = new AtomicReference<>(Cut.NONE);
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile URI server;
  private volatile boolean frozen;
  private volatile boolean cutOff;
  private volatile boolean closed;

  private DatabaseProxy(ServerSocket socket, URI server) {
    this.socket = socket;
    this.server = server;
  }

  /// Starts one that passes everything on.
  ///
  /// @param databaseUrl as `--database` takes it
  public static DatabaseProxy to(String databaseUrl) {
    try {
      var proxy =
          new DatabaseProxy(
              new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), URI.create(databaseUrl));
      Thread.ofPlatform().daemon().name("database-proxy").start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The database's URL, through this proxy.
  public String databaseUrl() {
    return server.toString().replace(":" + server.getPort() + "/", ":" + port() + "/");
  }

  public int port() {
    return socket.getLocalPort();
  }

  /// Leads new connections to another server; those that are open stay where they are.
  public void forwardTo(String databaseUrl) {
    server = URI.create(databaseUrl);
  }

  /// How many connections are open.
  public int openConnections() {
    return connections.size();
  }

  /// Breaks one connection off.
  public void cutOne() {
    var victim = connections.poll();
    if (victim != null) {
      victim.close();
    }
  }

  /// Breaks all connections off.
  public void cutAll() {
    List.copyOf(connections).forEach(Connection::close);
  }

  /// Breaks a connection off at the next `COMMIT` on any of them.
  public void cutNextCommit(Cut where) {
    cut.set(where);
  }

  /// How many commits were cut.
  public int cuts() {
    return cuts.get();
  }

  /// Lets everything hang, new connections too, until [#thaw()].
  public void freeze() {
    frozen = true;
  }

  public void thaw() {
    frozen = false;
  }

  /// Breaks all connections off, and refuses new ones until [#reconnect()].
  public void cutOff() {
    cutOff = true;
    cutAll();
  }

  public void reconnect() {
    cutOff = false;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        client.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().name("database-proxy-connection").start(() -> pass(client));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void pass(Socket client) {
    awaitThaw();
    if (cutOff) {
      closeQuietly(client);
      return;
    }
    try {
      var there = new Socket(server.getHost(), server.getPort());
      there.setTcpNoDelay(true);
      var connection = new Connection(client, there);
      connections.add(connection);
      Thread.ofPlatform()
          .daemon()
          .name("database-proxy-answers")
          .start(() -> copy(connection, there, client, false));
      copy(connection, client, there, true);
    } catch (IOException _) {
      closeQuietly(client);
    }
  }

  private void copy(Connection connection, Socket from, Socket to, boolean fromClient) {
    try {
      var in = from.getInputStream();
      var out = to.getOutputStream();
      var buffer = new byte[64 * 1024];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitThaw();
        if (fromClient && isCommit(buffer, read) && cutHere(connection, out, buffer, read)) {
          return;
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException _) {
      // One side has disconnected, so the other is closed.
    } finally {
      connection.close();
    }
  }

  private boolean cutHere(Connection connection, OutputStream out, byte[] buffer, int read)
      throws IOException {
    var where = cut.getAndSet(Cut.NONE);
    if (where == Cut.NONE) {
      return false;
    }
    cuts.incrementAndGet();
    if (where == Cut.AFTER_COMMIT) {
      // The answer is lost before it is there, and the server has the commit all the same.
      closeQuietly(connection.client());
      out.write(buffer, 0, read);
      out.flush();
      LockSupport.parkNanos(50_000_000);
    }
    return true;
  }

  /// Requires that the driver prepares no statements (`prepareThreshold=0`): prepared ones are sent
  /// by number.
  private static boolean isCommit(byte[] buffer, int length) {
    return new String(buffer, 0, length, ISO_8859_1).contains("COMMIT");
  }

  private void awaitThaw() {
    while (frozen && !closed) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(socket);
    cutAll();
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException _) {
      // The connection is closed in any case.
    }
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    Socket client() {
      return client;
    }

    void close() {
      connections.remove(this);
      closeQuietly(client);
      closeQuietly(server);
    }
  }
}
