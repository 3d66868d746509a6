package dev.signet.web.http;

import dev.signet.web.limits.ClientNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.jetty.io.SelectorManager;
import org.jspecify.annotations.Nullable;

/// Counts connections, in total and per network, and makes room for new ones: it ends the
/// connections whose clients have kept the server waiting longest (for a request, for its body, or
/// for reading a response). So a client is answered even when its neighbours, or its own stuck
/// processes, hold all the connections allowed.
final class ConnectionLimits implements SelectorManager.AcceptListener {

  /// Ends connections that are waiting for their clients.
  @FunctionalInterface
  interface ConnectionCloser {
    /// Ends the connections that have waited longest, up to `count`.
    ///
    /// @param network the network whose connections to end; null for all
    /// @return the connections that were ended
    List<SelectableChannel> closeLongestWaiting(@Nullable String network, int count);
  }

  /// The share of connections ended at a time, as its divisor: finding them takes time in
  /// proportion to the number of connections.
  private static final int CLOSE_FRACTION = 32;

  private final MaxConnections limits;
  private final Predicate<String> isTrusted;
  private final ConnectionCloser closer;
  private final Map<SelectableChannel, String> networks = new ConcurrentHashMap<>();
  private final Map<String, Integer> byNetwork = new ConcurrentHashMap<>();
  private final AtomicInteger all = new AtomicInteger();

  /// @param isTrusted whether an address is that of a proxy with other clients behind it
  ConnectionLimits(MaxConnections limits, Predicate<String> isTrusted, ConnectionCloser room) {
    this.limits = limits;
    this.isTrusted = isTrusted;
    this.closer = room;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    var address = addressOf(channel);
    var network = ClientNetwork.of(address);
    networks.put(channel, network);
    var there = byNetwork.merge(network, 1, Integer::sum);
    var everywhere = all.incrementAndGet();
    if ((there > limits.perNetwork() && !isTrusted.test(address) && !hasRoom(network))
        || (everywhere > limits.connections() && !hasRoom(null))) {
      close(channel);
    }
  }

  private boolean hasRoom(@Nullable String network) {
    var limit = network == null ? limits.connections() : limits.perNetwork();
    var ended = closer.closeLongestWaiting(network, 1 + limit / CLOSE_FRACTION);
    // The selector reports them again when it sees the end, which may be later.
    ended.forEach(this::forget);
    return !ended.isEmpty();
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    forget(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    forget(channel);
  }

  private void forget(SelectableChannel channel) {
    var network = networks.remove(channel);
    if (network != null) {
      all.decrementAndGet();
      byNetwork.computeIfPresent(network, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private static String addressOf(SelectableChannel channel) {
    try {
      return channel instanceof SocketChannel socket
              && socket.getRemoteAddress() instanceof InetSocketAddress address
          ? address.getAddress().getHostAddress()
          : "";
    } catch (IOException _) {
      // The client has closed it meanwhile.
      return "";
    }
  }

  private static void close(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // Unusable either way.
    }
  }
}
