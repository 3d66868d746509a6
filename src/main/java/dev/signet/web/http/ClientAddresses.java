package dev.signet.web.http;

import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the client address of a request. A forwarding header counts only as far as trusted proxies
/// wrote it, because every client can send one: the address is the last one in the chain that is
/// not a trusted proxy.
public final class ClientAddresses {
  /// Accepts dotted IPv4, IPv6, and CIDR blocks of either, and none of the other notations that the
  /// library knows, such as an empty text for the loopback address.
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowPrefixOnly(false)
          .allowMask(false)
          .setRangeOptions(RangeParameters.NO_RANGE)
          .allow_inet_aton(false)
          .toParams();

  private static final Logger LOG = LoggerFactory.getLogger(ClientAddresses.class);

  private final List<IPAddress> trusted;
  private final AtomicBoolean warned = new AtomicBoolean();

  private ClientAddresses(List<IPAddress> trusted) {
    this.trusted = trusted;
  }

  /// Trusts these proxies and no others.
  ///
  /// @param proxies addresses or CIDR blocks whose `X-Forwarded-For` is trusted; each passes
  ///   [#isBlock]
  public static ClientAddresses withTrustedProxies(List<String> proxies) {
    return new ClientAddresses(
        proxies.stream()
            .map(block -> Optional.ofNullable(parseStrictly(block).getAddress()))
            .flatMap(Optional::stream)
            .toList());
  }

  public static boolean isBlock(String text) {
    return parseStrictly(text).isIPAddress();
  }

  private static IPAddressString parseStrictly(String text) {
    return new IPAddressString(text, STRICT);
  }

  /// @param peer the other end of the connection
  /// @param forwarded the values of `X-Forwarded-For`, in the order they were sent
  String clientAddress(String peer, List<String> forwarded) {
    if (forwarded.isEmpty()) {
      return peer;
    }
    if (!isTrusted(peer)) {
      warnOnce(peer);
      return peer;
    }
    var chain = String.join(",", forwarded).split(",", -1);
    var address = peer;
    for (var i = chain.length - 1; i >= 0 && isTrusted(address); i--) {
      var before = normalized(chain[i]);
      if (before.isEmpty()) {
        return address;
      }
      address = before.get();
    }
    return address;
  }

  /// The peer sent `Forwarded` ([RFC 7239](https://www.rfc-editor.org/rfc/rfc7239)), which is never
  /// read.
  void warnAboutForwardedHeader(String peer) {
    if (!warned.get() && !isTrusted(peer)) {
      warnOnce(peer);
    }
  }

  /// Warns about a proxy that is not in `--trusted-proxies`: it hides its clients behind its own
  /// address.
  private void warnOnce(String peer) {
    if (!warned.getAndSet(true)) {
      LOG.atWarn()
          .addKeyValue("peer", peer)
          .log(
              "a peer that is not in --trusted-proxies sends X-Forwarded-For or Forwarded, which is"
                  + " ignored: if"
                  + " it is your proxy, all its clients count as one address");
    }
  }

  /// Whether this is the address of a trusted proxy.
  boolean isTrusted(String text) {
    return !trusted.isEmpty()
        && parse(text)
            .filter(address -> trusted.stream().anyMatch(block -> block.contains(address)))
            .isPresent();
  }

  /// The normal form of one hop's address; empty when it is not an address. Some proxies add the
  /// port (`192.0.2.1:4711`, `[2001:db8::1]:4711`), some add quotes.
  private static Optional<String> normalized(String hop) {
    return parse(withoutPort(unquoted(hop.strip())))
        .filter(address -> !address.isMultiple())
        .map(address -> address.withoutPrefixLength().toNormalizedString());
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  private static String withoutPort(String text) {
    if (text.startsWith("[")) {
      var end = text.indexOf(']');
      return end > 0 && isPortOrNothing(text.substring(end + 1)) ? text.substring(1, end) : text;
    }
    var colon = text.indexOf(':');
    return colon > 0 && colon == text.lastIndexOf(':') && isPortOrNothing(text.substring(colon))
        ? text.substring(0, colon)
        : text;
  }

  private static boolean isPortOrNothing(String text) {
    return text.isEmpty()
        || (text.length() > 1
            && text.length() <= 6
            && text.charAt(0) == ':'
            && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9'));
  }

  /// A socket that listens for both IPv4 and IPv6 shows an IPv4 address inside an IPv6 one
  /// (`::ffff:192.0.2.1`).
  private static Optional<IPAddress> parse(String text) {
    return Optional.ofNullable(parseStrictly(text).getAddress())
        .map(address ->
            address.isIPv6() && address.toIPv6().isIPv4Mapped()
                ? address.toIPv6().getEmbeddedIPv4Address()
                : address);
  }
}
