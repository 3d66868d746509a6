package dev.signet.http;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.List;
import java.util.Optional;

/// Tells from which address a request comes. A forwarding header counts only as far as trusted
/// proxies wrote it: anybody can send one, so the address is the last one in the chain that is not
/// a trusted proxy itself.
public final class Addresses {
  private final List<IPAddress> trusted;

  private Addresses(List<IPAddress> trusted) {
    this.trusted = trusted;
  }

  /// Believes these proxies and nobody else.
  ///
  /// @param proxies addresses or CIDR blocks whose `X-Forwarded-For` is believed; each passes
  ///   [#isBlock]
  public static Addresses behind(List<String> proxies) {
    return new Addresses(
        proxies.stream()
            .map(block -> Optional.ofNullable(new IPAddressString(block).getAddress()))
            .flatMap(Optional::stream)
            .toList());
  }

  public static boolean isBlock(String text) {
    var address = new IPAddressString(text);
    return !text.isBlank() && address.isIPAddress();
  }

  /// @param peer the other end of the connection
  /// @param forwarded the values of `X-Forwarded-For`, in the order they were sent
  String of(String peer, List<String> forwarded) {
    if (trusted.isEmpty() || forwarded.isEmpty() || !isTrusted(peer)) {
      return peer;
    }
    var chain = String.join(",", forwarded).split(",", -1);
    var address = peer;
    for (var i = chain.length - 1; i >= 0 && isTrusted(address); i--) {
      var before = plain(chain[i]);
      if (before.isEmpty()) {
        return address;
      }
      address = before.get();
    }
    return address;
  }

  private boolean isTrusted(String text) {
    var address = new IPAddressString(text).getAddress();
    return address != null && trusted.stream().anyMatch(block -> block.contains(address));
  }

  /// One hop's address in its normal form; empty when it is none.
  private static Optional<String> plain(String hop) {
    var address = new IPAddressString(hop.strip()).getAddress();
    return address == null || address.isMultiple()
        ? Optional.empty()
        : Optional.of(address.withoutPrefixLength().toNormalizedString());
  }
}
