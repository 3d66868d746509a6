package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ServerProcess;
import dev.signet.testing.WithoutDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server with an https issuer is behind a proxy, and warns at startup if that is not configured.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ProxyWarningTest {
  private static final String ISSUER = "https://id.example.com";

  @TempDir Path data = Path.of("");

  @Test
  void the_start_asks_for_the_proxy_of_an_https_issuer() throws Exception {
    try (var server = ServerProcess.serve(data, 0, "--issuer", ISSUER)) {
      assertThat(server.log()).containsPattern("WARN .*set --trusted-proxies .* or to none");
    }
  }

  @Test
  void the_start_does_not_warn_when_the_setting_rules_out_proxies() throws Exception {
    try (var server =
        ServerProcess.serve(data, 0, "--issuer", ISSUER, "--trusted-proxies", "none")) {
      assertThat(server.log()).doesNotContain("--trusted-proxies");
    }
  }
}
