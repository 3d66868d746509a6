package dev.signet.base.fetch;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/// The addresses to which the server may connect for a URL that others provide. Without this check
/// a caller that may name a URL could have the server send requests to hosts that only it can reach
/// (SSRF).
public final class AllowedAddresses {
  private static final IPAddressGenerator GENERATOR = new IPAddressGenerator();

  /// The range that IANA has allocated for the Internet; other IPv6 addresses are not allowed.
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

  /// Allowed by a setting: this machine and private networks. Link-local addresses are excluded,
  /// because cloud metadata services use them.
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

  /// [RFC 6052](https://www.rfc-editor.org/rfc/rfc6052): the last four bytes are an IPv4 address,
  /// to which a translator forwards.
  private static final IPAddress TRANSLATED = block("64:ff9b::/96");

  private final boolean privateAllowed;
  private final List<IPAddress> networks;
  private final List<IPAddress> denied;

  AllowedAddresses(boolean privateToo) {
    this(privateToo, List.of(), List.of());
  }

  /// @param privateToo whether this machine and private networks are allowed
  /// @param networks private networks that are allowed in any case, each of which passes
  ///   [#isPrivateNetwork]
  /// @param denied networks that are not allowed in any case, each of which passes [#isNetwork]
  public AllowedAddresses(boolean privateToo, List<String> networks, List<String> denied) {
    this.privateAllowed = privateToo;
    this.networks = networks.stream().map(AllowedAddresses::block).toList();
    this.denied = denied.stream().map(block -> block(block).toPrefixBlock()).toList();
  }

  /// Whether the text is an address block within the private networks: `10.20.0.0/16`. Link-local
  /// addresses are in none of them.
  public static boolean isPrivateNetwork(String text) {
    // An empty text would count as the loopback address.
    var parsed = text.isBlank() ? null : new IPAddressString(text).getAddress();
    return parsed != null && isIn(PRIVATE, parsed.toPrefixBlock());
  }

  /// Whether the text is an address or a CIDR block: `198.18.0.0/15`.
  public static boolean isNetwork(String text) {
    return text.matches("[0-9a-fA-F.:]+(/[0-9]{1,3})?")
        && new IPAddressString(text).getAddress() != null;
  }

  private static IPAddress block(String text) {
    return new IPAddressString(text).getAddress();
  }

  /// Whether this machine and all private networks are allowed.
  public boolean isPrivateAllowed() {
    return privateAllowed;
  }

  /// Whether a connection to a host may use its addresses. All must be allowed: a name with both
  /// public and private addresses is suspicious. A name of this machine must not lead to another.
  boolean areAllowed(String host, List<InetAddress> addresses) {
    var isLoopback = DocumentUrl.isLoopback(host);
    return addresses.stream()
        .allMatch(address -> isAllowed(address) && (!isLoopback || address.isLoopbackAddress()));
  }

  boolean isAllowed(InetAddress address) {
    var read = unmapped(GENERATOR.from(address));
    return !isIn(denied, read)
        && (isPublic(read) || isIn(networks, read) || (privateAllowed && isIn(PRIVATE, read)));
  }

  /// An IPv4-mapped IPv6 address is checked as the IPv4 address.
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
