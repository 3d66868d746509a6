package dev.signet.base.fetch;

import java.net.InetAddress;
import java.util.List;

/// The result of resolving a host name.
sealed interface ResolvedName {

  /// The name has addresses.
  ///
  /// @param addresses at least one
  record Resolved(List<InetAddress> addresses) implements ResolvedName {
    public Resolved {
      addresses = List.copyOf(addresses);
    }
  }

  /// The name has no address.
  record NoAddress() implements ResolvedName {}

  /// The DNS does not answer in time.
  record TimedOut() implements ResolvedName {}

  /// Not looked up, because the owner's other look-ups, or those of all, take too long.
  record Busy() implements ResolvedName {}
}
