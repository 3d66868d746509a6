package dev.signet.web.limits;

import inet.ipaddr.IPAddressString;
import java.util.Optional;

/// The network of a client: an IPv4 address, or the /64 of an IPv6 address, which a single
/// subscriber is given, so that its 2^64 addresses share one budget.
public final class ClientNetwork {
  private static final int SUBSCRIBER_PREFIX = 64;

  /// The prefix that a site, or a tenant of a hosting company, is given: 65,536 networks of /64.
  private static final int SITE_PREFIX = 48;

  private ClientNetwork() {}

  /// The network of an address; a text that is not an address is its own network.
  public static String of(String address) {
    // Most addresses are IPv4, and need no parsing.
    if (address.indexOf(':') < 0) {
      return address;
    }
    var read = new IPAddressString(address).getAddress();
    if (read == null) {
      return address;
    }
    return read.isIPv4Convertible()
        ? read.toIPv4().toCanonicalString()
        : read.toPrefixBlock(SUBSCRIBER_PREFIX).toCanonicalString();
  }

  /// The /48 around an IPv6 address; empty for any other.
  public static Optional<String> ipv6Site(String address) {
    if (address.indexOf(':') < 0) {
      return Optional.empty();
    }
    var read = new IPAddressString(address).getAddress();
    return read == null || read.isIPv4Convertible()
        ? Optional.empty()
        : Optional.of(read.toPrefixBlock(SITE_PREFIX).toCanonicalString());
  }
}
