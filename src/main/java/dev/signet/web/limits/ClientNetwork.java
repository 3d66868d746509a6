package dev.signet.web.limits;

import inet.ipaddr.IPAddressString;
import java.util.Optional;

/// What counts as one place: an IPv4 address, or the /64 of an IPv6 address, which is what a single
/// subscriber is given, so that its 2^64 addresses have one budget.
public final class ClientNetwork {
  private static final int SUBSCRIBER_PREFIX = 64;

  /// What a site, or a tenant of a hosting company, is given: 65,536 of the above.
  private static final int SITE_PREFIX = 48;

  private ClientNetwork() {}

  /// The place of an address; a text that is no address is its own.
  public static String of(String address) {
    // What most are, and need no reading.
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
