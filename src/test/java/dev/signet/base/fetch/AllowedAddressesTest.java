package dev.signet.base.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class AllowedAddressesTest {
  private static final AllowedAddresses PUBLIC_ONLY = new AllowedAddresses(false);
  private static final AllowedAddresses PRIVATE_TOO = new AllowedAddresses(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "93.184.215.14",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "192.167.255.255",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "64:ff9b::1.1.1.1",
        "::ffff:1.1.1.1"
      })
  void a_public_address_is_allowed(String address) throws UnknownHostException {
    assertThat(PUBLIC_ONLY.isAllowed(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "::1",
        "::ffff:127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "100.127.255.255",
        "fc00::1",
        "fd12:3456::1",
        "64:ff9b::10.0.0.1",
        "2130706433",
        "127.1"
      })
  void a_private_address_is_allowed_only_by_setting(String address) throws UnknownHostException {
    assertThat(PUBLIC_ONLY.isAllowed(InetAddress.getByName(address))).isFalse();
    assertThat(PRIVATE_TOO.isAllowed(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::2",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "64:ff9b:1::1",
        "64:ff9b::169.254.169.254",
        "::ffff:169.254.169.254"
      })
  void a_special_purpose_address_is_never_allowed(String address) throws UnknownHostException {
    assertThat(PUBLIC_ONLY.isAllowed(InetAddress.getByName(address))).isFalse();
    assertThat(PRIVATE_TOO.isAllowed(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void an_address_is_judged_by_its_bytes_and_not_by_its_name() throws UnknownHostException {
    var disguised = InetAddress.getByAddress("keys.example.com", new byte[] {10, 0, 0, 1});

    assertThat(PUBLIC_ONLY.isAllowed(disguised)).isFalse();
  }
}
