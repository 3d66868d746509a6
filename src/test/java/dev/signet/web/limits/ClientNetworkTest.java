package dev.signet.web.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.MasterKey;
import dev.signet.testing.WithoutDatabase;
import dev.signet.web.limits.FailureBudget.Failure;
import dev.signet.web.limits.FailureBudget.Limits;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The network of an address: the holder of one IPv6 address has 2^64 of them.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ClientNetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "2001:db8:0:7:1:2:3:4, 2001:db8:0:7::/64",
    "2001:db8:0:7::1, 2001:db8:0:7::/64",
    "2001:DB8:0:7:0:0:0:1, 2001:db8:0:7::/64",
    "0:0:0:0:0:0:0:1, ::/64",
    "::ffff:192.0.2.7, 192.0.2.7",
    "no:address, no:address",
    "'', ''"
  })
  void an_ipv4_address_is_its_own_and_an_ipv6_address_its_networks(String address, String whose) {
    assertThat(ClientNetwork.of(address)).isEqualTo(whose);
  }

  private static FailureBudget budget(Limits limits) {
    return new FailureBudget(
        limits, new Fingerprint(MasterKey.of(new byte[32]), "test"), Clock.systemUTC());
  }

  private static Failure failure(String address) {
    return new Failure(Optional.of("courier"), Optional.empty(), address);
  }

  @Test
  void a_guesser_with_an_ipv6_network_has_one_budget() {
    var budget = budget(new Limits(3, 3, 100, 100));
    for (var i = 0; i < 3; i++) {
      assertThat(budget.recordFailure(failure("2001:db8:0:7:0:0:0:" + i))).isEmpty();
    }

    assertThat(budget.recordFailure(failure("2001:db8:0:7:ffff:0:0:1"))).isPresent();
    assertThat(budget.requiredWait("courier", "2001:db8:0:7:ffff:0:0:1")).isPresent();
    assertThat(budget.recordFailure(failure("2001:db8:0:8:0:0:0:1"))).isEmpty();
  }

  @Test
  void a_guesser_with_a_whole_ipv6_site_has_ten_times_an_addresss_budget() {
    var budget = budget(new Limits(3, 3, 2, 1_000_000));
    var answered = 0;
    for (var i = 0; i < 1_000; i++) {
      var network = "2001:db8:5:" + Integer.toHexString(i) + "::1";
      answered += budget.recordFailure(failure(network)).isEmpty() ? 1 : 0;
    }

    assertThat(answered).isEqualTo(20);
    assertThat(budget.requiredWait("other", "2001:db8:5:ffff::1")).isPresent();
    assertThat(budget.requiredWait("other", "2001:db8:6:ffff::1")).isEmpty();
  }

  @Test
  void a_client_attacked_from_many_networks_is_closed_to_each_network_that_failed() {
    var budget = budget(new Limits(3, 3, 100, 5));
    for (var i = 0; i < 6; i++) {
      var _ = budget.recordFailure(failure("2001:db8:" + i + ":0:0:0:0:1"));
    }

    assertThat(budget.requiredWait("courier", "2001:db8:0:0:0:0:0:2")).isPresent();
    assertThat(budget.requiredWait("courier", "2001:db8:7:0:0:0:0:1")).isEmpty();
  }
}
