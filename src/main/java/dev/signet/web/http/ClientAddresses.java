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

/// Tells from which address a request comes. A forwarding header counts only as far as trusted
/// proxies wrote it: anybody can send one, so the address is the last one in the chain that is not
/// a trusted proxy itself.
public final class ClientAddresses {
  /// Four numbers with dots, IPv6, or a CIDR block of either: nothing of what else has ever been
  /// read as an address, such as an empty text for the loopback.
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

  /// Believes these proxies and nobody else.
  ///
  /// @param proxies addresses or CIDR blocks whose `X-Forwarded-For` is believed; each passes
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

  /// A proxy that is not in `--trusted-proxies` hides its clients behind its own address.
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

  /// One hop's address in its normal form; empty when it is none. Some proxies add the port
  /// (`192.0.2.1:4711`, `[2001:db8::1]:4711`), some put quotes around it.
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

  /// Who listens for both writes an IPv4 address inside an IPv6 one (`::ffff:192.0.2.1`).
  private static Optional<IPAddress> parse(String text) {
    return Optional.ofNullable(parseStrictly(text).getAddress())
        .map(address ->
            address.isIPv6() && address.toIPv6().isIPv4Mapped()
                ? address.toIPv6().getEmbeddedIPv4Address()
                : address);
  }
}
