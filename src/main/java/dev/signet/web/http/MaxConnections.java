package dev.signet.web.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/// The maximum numbers of connections.
///
/// @param connections in total
/// @param perNetwork from one IPv4 address, or one /64 of IPv6 addresses, unless it is that of a
///   trusted proxy
public record MaxConnections(int connections, int perNetwork) {

  /// A connection takes at most a third of this: a full head, and the objects made from it.
  private static final int HEAP_EACH = 96 * 1024;

  private static final int MOST = 20_000;
  private static final int FEWEST = 100;
  private static final int NETWORK_SHARE = 4;

  /// File descriptors for other uses: the database, the jar, the logs.
  private static final int RESERVED_DESCRIPTORS = 256;

  /// Up to this number, file descriptors limit the connections, and not the heap.
  private static final int FEW_DESCRIPTORS = 4_096;

  /// The configured limits; an unset one is what this process can hold.
  ///
  /// @param connections 0 when not set
  /// @param perNetwork 0 when not set
  public static MaxConnections of(int connections, int perNetwork) {
    var possible =
        Math.min(
            Runtime.getRuntime().maxMemory() / HEAP_EACH, descriptors() - RESERVED_DESCRIPTORS);
    var all =
        connections > 0
            ? Math.clamp(descriptors() - RESERVED_DESCRIPTORS, 1, connections)
            : Math.clamp(possible, FEWEST, MOST);
    return new MaxConnections(all, perNetwork > 0 ? perNetwork : Math.max(1, all / NETWORK_SHARE));
  }

  /// How many file descriptors this process may have; a very large number when the system does not
  /// say.
  public static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /// Advice for a process that may have only few file descriptors.
  public static Optional<String> fewDescriptors() {
    return descriptors() >= FEW_DESCRIPTORS
        ? Optional.empty()
        : Optional.of(
            "Allow the process "
                + FEW_DESCRIPTORS
                + " file descriptors or more (ulimit -n, LimitNOFILE): each connection takes"
                + " one.");
  }
}
