package dev.signet.base.fetch;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses we connect to for somebody else's sake. Else whoever may name a URL could have
/// this server knock at doors that only it can reach.
final class AllowedAddresses {
  private static final IPAddressGenerator GENERATOR = new IPAddressGenerator();

  /// What IANA has given out for use on the Internet; the rest of IPv6 is not for us.
  private static final IPAddress GLOBAL_IPV6 = block("2000::/3");

  /// Not for the Internet, by IANA's special-purpose registries ([RFC
  /// 6890](https://www.rfc-editor.org/rfc/rfc6890)).
  private static final List<IPAddress> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20")
          .map(AllowedAddresses::block)
          .toList();

  /// What a setting opens: this machine and private networks. Link-local addresses are not among
  /// them, as that is where clouds keep what their machines may know of themselves.
  private static final List<IPAddress> PRIVATE =
      Stream.of(
              "127.0.0.0/8",
              "::1",
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "fc00::/7")
          .map(AllowedAddresses::block)
          .toList();

  /// [RFC 6052](https://www.rfc-editor.org/rfc/rfc6052): an IPv4 address in its last four bytes,
  /// which is where a translator takes it.
  private static final IPAddress TRANSLATED = block("64:ff9b::/96");

  private final boolean privateAllowed;

  AllowedAddresses(boolean privateToo) {
    this.privateAllowed = privateToo;
  }

  private static IPAddress block(String text) {
    return new IPAddressString(text).getAddress();
  }

  boolean isAllowed(InetAddress address) {
    var read = unmapped(GENERATOR.from(address));
    return isPublic(read) || (privateAllowed && isIn(PRIVATE, read));
  }

  /// An IPv4 address that is written as an IPv6 one is judged as what it is.
  private static IPAddress unmapped(IPAddress address) {
    if (!(address instanceof IPv6Address six)) {
      return address;
    }
    return six.isIPv4Mapped() || TRANSLATED.contains(six)
        ? six.getEmbeddedIPv4Address()
        : six.withoutPrefixLength();
  }

  private static boolean isPublic(IPAddress address) {
    return (address.isIPv4() || GLOBAL_IPV6.contains(address)) && !isIn(SPECIAL, address);
  }

  private static boolean isIn(List<IPAddress> blocks, IPAddress address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }
}
