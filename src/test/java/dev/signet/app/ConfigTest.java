package dev.signet.app;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.signet.app.Config.Posture;
import dev.signet.base.db.DatabaseUrl;
import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Settings are read once, and all their errors are reported together.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ConfigTest {
  private static final String ISSUER = "https://id.example.com";

  @Test
  void missing_settings_have_their_defaults() {
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
  void a_server_for_production_drains_before_it_stops_and_one_at_a_terminal_does_not() {
    assertThat(Config.read(Posture.SERVE, Map.of("issuer", ISSUER)).drain())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(Config.read(Posture.DEV, Map.of()).drain()).isZero();
    assertThat(Config.read(Posture.DEV, Map.of("drain", "2m")).drain())
        .isEqualTo(Duration.ofMinutes(2));
    assertThatThrownBy(() -> Config.read(Posture.DEV, Map.of("drain", "6m")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--drain (SIGNET_DRAIN)");
  }

  @Test
  void all_errors_are_reported_together() {
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
  void an_https_issuer_asks_for_trusted_proxies_or_none() {
    assertThat(
            Config.read(Posture.SERVE, Map.of("issuer", "https://id.example.com")).proxyWarning())
        .get(as(STRING))
        .contains("--trusted-proxies", "none");
    assertThat(
            Config.read(
                    Posture.SERVE,
                    Map.of("issuer", "https://id.example.com", "trusted-proxies", " "))
                .proxyWarning())
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example.com, none",
    "https://id.example.com, 10.0.0.0/8",
    "http://localhost:8080, ''"
  })
  void trusted_proxies_or_none_or_an_http_issuer_cause_no_warning(String issuer, String proxies) {
    assertThat(
            Config.read(Posture.SERVE, Map.of("issuer", issuer, "trusted-proxies", proxies))
                .proxyWarning())
        .isEmpty();
  }

  @Test
  void none_cannot_be_combined_with_an_address() {
    assertThatThrownBy(() ->
            Config.read(
                Posture.SERVE, Map.of("issuer", ISSUER, "trusted-proxies", "none,10.0.0.0/8")))
        .isInstanceOf(BadSettings.class)
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

  @Test
  void an_unknown_variable_is_reported_with_the_setting_that_was_probably_meant() {
    assertThatThrownBy(() ->
            Config.fromEnvironment(
                Map.of("SIGNET_ISUER", ISSUER, "SIGNET_WHATEVER_ELSE", "1"), Posture.SERVE))
        .hasMessageContaining("SIGNET_ISUER is not a setting; did you mean SIGNET_ISSUER?")
        .hasMessageContaining("SIGNET_WHATEVER_ELSE is not a setting; docs/settings.md");
  }

  /// A Service named `signet` in the namespace, and one named `signet-db`.
  @Test
  void kubernetes_service_variables_are_not_settings() {
    var links =
        Map.ofEntries(
            Map.entry("SIGNET_SERVICE_HOST", "10.0.171.239"),
            Map.entry("SIGNET_SERVICE_PORT", "8080"),
            Map.entry("SIGNET_SERVICE_PORT_HTTP_API", "8080"),
            Map.entry("SIGNET_PORT", "tcp://10.0.171.239:8080"),
            Map.entry("SIGNET_PORT_8080_TCP", "tcp://10.0.171.239:8080"),
            Map.entry("SIGNET_PORT_8080_TCP_PROTO", "tcp"),
            Map.entry("SIGNET_PORT_8080_TCP_PORT", "8080"),
            Map.entry("SIGNET_PORT_8080_TCP_ADDR", "10.0.171.239"),
            Map.entry("SIGNET_DB_SERVICE_HOST", "fd00::1"),
            Map.entry("SIGNET_DB_SERVICE_PORT", "5432"),
            Map.entry("SIGNET_DB_PORT", "tcp://[fd00::1]:5432"),
            Map.entry("SIGNET_DB_PORT_5432_TCP_ADDR", "fd00::1"),
            Map.entry("SIGNET_DNS_PORT_53_UDP", "udp://10.0.0.10:53"),
            Map.entry("SIGNET_LOG_LEVEL", "warn"));

    for (var posture : Posture.values()) {
      assertThat(Config.fromEnvironment(links, posture)).isEqualTo(Map.of("log-level", "warn"));
    }
  }

  @Test
  void a_port_is_a_setting_unless_it_is_an_address() {
    assertThat(Config.fromEnvironment(Map.of("SIGNET_PORT", "8181"), Posture.DEV))
        .isEqualTo(Map.of("port", "8181"));
    assertThatThrownBy(() -> Config.fromEnvironment(Map.of("SIGNET_DB_PORT", "5432"), Posture.DEV))
        .hasMessageContaining("SIGNET_DB_PORT");
  }

  @Test
  void each_secret_can_be_given_in_a_file(@TempDir Path folder) throws IOException {
    var config =
        Config.read(
            Posture.DEV,
            Map.of(
                "database-file",
                secret(folder, "database", "postgresql://ann:hunter2@db/ids\n"),
                "master-key-file",
                secret(folder, "master", "whatever it is"),
                "operator-key-file",
                secret(folder, "operator", "  sk_live_something\n")));

    assertThat(config.database())
        .isEqualTo(new DatabaseUrl.Postgresql("jdbc:postgresql://db:5432/ids", "ann", "hunter2"));
    assertThat(config.operatorKey()).contains("sk_live_something");
    assertThat(config.masterKey())
        .isEqualTo(new Config.MasterKeySource.ExternalFile(folder.resolve("master")));
    assertThat(config.given().toString() + config).doesNotContain("hunter2", "sk_live");
  }

  @Test
  void a_secret_is_given_once() {
    for (var name : List.of("database", "operator-key", "master-key")) {
      assertThatThrownBy(
              () -> Config.read(Posture.DEV, Map.of(name, "something", name + "-file", "/none")))
          .hasMessageContaining("--" + name + "-file")
          .hasMessageContaining("must not be set together with --" + name);
    }
    assertThatThrownBy(() ->
            Config.read(
                Posture.DEV, Map.of("master-key-file", "/none", "master-key-command", "cat key")))
        .hasMessageContaining("--master-key-command");
  }

  @Test
  void an_unusable_secret_file_is_reported_without_its_content(@TempDir Path folder)
      throws IOException {
    var open = Path.of(secret(folder, "open", "sk_live_something"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    var faults =
        Map.of(
            open.toString(), "mode 0400 or 0440",
            secret(folder, "empty", " \n"), "not empty",
            secret(folder, "long", "x".repeat(5000)), "longer than any secret",
            folder.resolve("missing").toString(), "no such file",
            folder.toString(), "cannot be read");

    faults.forEach((file, fault) ->
        assertThatThrownBy(() -> Config.read(Posture.DEV, Map.of("operator-key-file", file)))
            .as(file)
            .hasMessageContaining("--operator-key-file (SIGNET_OPERATOR_KEY_FILE)")
            .hasMessageContaining(fault)
            .message()
            .doesNotContain("sk_live"));
  }

  private static String secret(Path folder, String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r-----")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.writeString(file, text);
    return file.toString();
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://id.example.com:443 | leave out the default port",
        "http://localhost:80 | leave out the default port",
        "https://id.example.com: | colon without a port",
        "https://ID.example.com | lower case",
        "HTTPS://id.example.com | lower case",
        "https://id.example.com/a/../b | without empty segments",
        "https://id.example.com/./a | without empty segments",
        "https://id.example.com/a//b | without empty segments",
        "https://id.example.com/%74enant | must have a path",
        "https://id.example.com/%2e%2e/a | must have a path",
        "https://id.example.com/{agentId} | must be a URL",
        "https://127.1 | URL with a host",
        "https://0x7f.0.0.1 | URL with a host",
        "https://192.168.010.001 | IP address",
        "https://[0:0:0:0:0:0:0:1] | IP address",
        "https://[2001:DB8::1] | lower case",
        "https://[2001:db8:0:0:1:0:0:1] | IP address"
      })
  void an_issuer_that_a_url_parser_would_spell_otherwise_is_refused(String issuer, String fault) {
    assertThatThrownBy(() -> Config.read(Posture.SERVE, Map.of("issuer", issuer)))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--issuer")
        .hasMessageContaining(fault);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example.com:444",
        "https://id.example.com:80",
        "https://192.168.10.1/a",
        "https://id4.example",
        "https://[2001:db8::1:0:0:1]:8443",
        "https://id.example.com/a/..b/c.d/~e/@f/g:1"
      })
  void an_issuer_in_the_usual_spelling_is_taken(String issuer) {
    assertThat(Config.read(Posture.SERVE, Map.of("issuer", issuer)).issuer()).contains(issuer);
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
  void an_invalid_or_too_short_retention_is_refused(String text) {
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
                    "master-key-command", "unlock --pin 4711")))
        .isInstanceOf(BadSettings.class)
        .hasMessageContaining("--database")
        .hasMessageContaining("--master-key-command")
        .message()
        .doesNotContain("hunter2", "k3y", "4711");
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
