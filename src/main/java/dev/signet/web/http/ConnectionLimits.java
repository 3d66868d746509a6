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

/// Counts connections, in all and from each network, and makes room for new ones: the connections
/// whose clients have kept the server waiting longest (with a request, with its body, or with
/// reading an answer) are ended first. So a client whose neighbours, or whose own stuck processes,
/// hold all the connections that there may be is answered all the same.
final class ConnectionLimits implements SelectorManager.AcceptListener {

  /// Ends connections whose clients have something to do.
  @FunctionalInterface
  interface ConnectionCloser {
    /// Ends those that have waited longest, at most so many.
    ///
    /// @param network the network whose connections to end; null for all
    /// @return those that were ended
    List<SelectableChannel> closeLongestWaiting(@Nullable String network, int count);
  }

  /// One in so many connections is ended at a time: looking for them takes as long as there are
  /// connections.
  private static final int CLOSE_FRACTION = 32;

  private final HttpServer.Limits limits;
  private final Predicate<String> isTrusted;
  private final ConnectionCloser closer;
  private final Map<SelectableChannel, String> networks = new ConcurrentHashMap<>();
  private final Map<String, Integer> byNetwork = new ConcurrentHashMap<>();
  private final AtomicInteger all = new AtomicInteger();

  /// @param isTrusted whether an address is that of a proxy that other clients come through
  ConnectionLimits(HttpServer.Limits limits, Predicate<String> isTrusted, ConnectionCloser room) {
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
    // Told of again once the selector sees it, which may be later.
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
      // Closed by its client meanwhile.
      return "";
    }
  }

  private static void close(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is of no use either way.
    }
  }
}
