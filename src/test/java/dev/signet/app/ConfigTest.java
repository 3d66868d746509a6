package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.app.Config.Posture;
import dev.signet.db.DatabaseUrl;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Settings are read once, and all their faults are told together.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConfigTest {
  private static final String ISSUER = "https://id.example.com";

  @Test
  void what_is_not_set_falls_back() {
    var config = Config.read(Posture.DEV, Map.of());

    assertThat(config.listen().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
    assertThat(config.listen().getPort()).isEqualTo(8080);
    assertThat(config.data()).hasFileName("signet-data");
    assertThat(config.database())
        .isEqualTo(new DatabaseUrl.Sqlite(config.data().resolve("signet.db")));
    assertThat(config.tokenAlg().wire()).isEqualTo("RS256");
    assertThat(config.auditRetention()).isEqualTo(Duration.ofDays(90));
  }

  @Test
  void all_faults_are_told_together() {
    assertThatThrownBy(() ->
            Config.read(
                Posture.SERVE,
                Map.of(
                    "token-alg", "HS256",
                    "listen", "nowhere",
                    "bcrypt-cost", "99",
                    "trusted-proxies", "10.0.0.0/8,proxy")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--issuer")
        .hasMessageContaining("--token-alg")
        .hasMessageContaining("SIGNET_TOKEN_ALG")
        .hasMessageContaining("--listen")
        .hasMessageContaining("--bcrypt-cost")
        .hasMessageContaining("--trusted-proxies");
  }

  @Test
  void an_unknown_variable_ends_the_start_and_one_of_the_other_posture_does_not() {
    assertThatThrownBy(() -> Config.fromEnvironment(Map.of("SIGNET_ISUER", ISSUER), Posture.SERVE))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("SIGNET_ISUER");
    assertThat(
            Config.fromEnvironment(
                Map.of("SIGNET_ISSUER", ISSUER, "SIGNET_TOKEN_ALG", "ES256", "PATH", "/bin"),
                Posture.DEV))
        .isEqualTo(Map.of("token-alg", "ES256"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example.com",
        "https://id.example.com:8443/tenant",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080"
      })
  void an_issuer_is_https_or_on_loopback(String issuer) {
    assertThat(Config.read(Posture.SERVE, Map.of("issuer", issuer)).issuer()).contains(issuer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example.com",
        "http://127.0.0.1.example.com",
        "https://id.example.com/",
        "https://id.example.com?x=1",
        "https://id.example.com#x",
        "https://user@id.example.com",
        "id.example.com",
        "ftp://id.example.com",
        "https://",
        "not a url"
      })
  void any_other_issuer_is_refused(String issuer) {
    assertThatThrownBy(() -> Config.read(Posture.SERVE, Map.of("issuer", issuer)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--issuer");
  }

  @Test
  void a_proxy_that_ends_tls_makes_an_http_issuer_right() {
    assertThat(
            Config.read(
                    Posture.SERVE, Map.of("issuer", "http://id.internal", "tls-at-proxy", "true"))
                .issuer())
        .contains("http://id.internal");
  }

  @ParameterizedTest
  @CsvSource({"90d, 7776000", "12h, 43200", "50d, 4320000"})
  void durations_have_a_unit(String text, long seconds) {
    var read = Config.read(Posture.DEV, Map.of("key-rotation", text));

    assertThat(read.keyRotation()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"90", "1d", "47h", "d", "-5d", "9999999d", "P90D"})
  void a_retention_that_is_none_or_too_short_is_refused(String text) {
    assertThatThrownBy(() -> Config.read(Posture.DEV, Map.of("audit-retention", text)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--audit-retention");
  }

  @Test
  void a_fault_of_a_secret_setting_does_not_repeat_it() {
    assertThatThrownBy(() ->
            Config.read(
                Posture.DEV,
                Map.of(
                    "database", "mysql://root:hunter2@db/x",
                    "master-key", "k3y",
                    "master-key-command", "cat key")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--database")
        .hasMessageContaining("--master-key-command")
        .message()
        .doesNotContain("hunter2", "k3y");
  }

  @Test
  void a_postgresql_url_is_taken_apart_and_does_not_print_its_password() {
    var config =
        Config.read(
            Posture.DEV,
            Map.of("database", "postgresql://signet:hunter2@db.example:6432/ids?sslmode=require"));

    assertThat(config.database())
        .isEqualTo(
            new DatabaseUrl.Postgresql(
                "jdbc:postgresql://db.example:6432/ids?sslmode=require", "signet", "hunter2"));
    assertThat(config.database().toString()).doesNotContain("hunter2");
  }

  @Test
  void a_postgresql_url_does_not_print_a_password_that_is_among_its_options() {
    var config =
        Config.read(
            Posture.DEV,
            Map.of("database", "postgresql://db.example/ids?user=signet&password=hunter2"));

    assertThat(config.database()).hasToString("postgresql://db.example:5432/ids");
  }
}
