package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.signet.base.db.DatabaseUrl;
import dev.signet.base.db.Db;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.testing.TestClock;
import dev.signet.testing.TestDatabase;
import dev.signet.validity.replay.ReplayGuard;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The proofs printed in [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449), at their times and for
/// their URLs.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DpopRfcExamplesTest {
  /// The key of all these proofs.
  private static final String HEADER =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0"
          + "VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFq"
          + "SG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.";

  /// Figures 2 and 4: for a token request.
  private static final String FOR_A_TOKEN =
      HEADER
          + "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4"
          + "YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqR"
          + "MUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

  /// Figure 6: for a refresh.
  private static final String FOR_A_REFRESH =
      HEADER
          + "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4"
          + "YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjY1Mjk2fQ.pAqut2IRDm_De6PR93SYmGBPXpwrAk90e8cP2h"
          + "jiaG5QsGSuKDYW7_X620BxqhvYC8ynrrvZLTk41mSRroapUA";

  /// Figure 12: for a resource, with an access token.
  private static final String FOR_A_RESOURCE =
      HEADER
          + "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5l"
          + "eGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJa"
          + "M0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPT"
          + "oA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

  private static final String ACCESS_TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

  /// §6.1, Figure 9.
  private static final Thumbprint KEY =
      new Thumbprint("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");

  @TempDir Path data;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Db db;

  @BeforeEach
  void open() {
    db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(data)), meters);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private DpopProofCheck proofs(String issuer, long at) {
    var clock = new TestClock(Instant.ofEpochSecond(at));
    return new DpopProofCheck(
        new DpopProofCheck.DpopSettings(issuer, () -> 443, Duration.ofMinutes(1)),
        new DpopNonces(MasterKey.of(new byte[32]), clock, false),
        CryptoProvider.load(),
        new ReplayGuard(db, meters),
        clock,
        meters);
  }

  private static PresentedProof request(String method, String path, String proof) {
    return new PresentedProof(method, path, List.of(proof));
  }

  @Test
  void rfc_9449_4_1_and_5_token_request() {
    var proof =
        proofs("https://server.example.com", 1562262616)
            .check(request("POST", "/token", FOR_A_TOKEN))
            .orElseThrow();

    assertThat(proof.key()).isEqualTo(KEY);
    assertThat(proof.alg()).isEqualTo(PeerAlg.ES256);
    assertThat(proof.use().namespace()).isEqualTo("dpop:" + KEY.value());
    assertThat(proof.use().id()).isEqualTo("-BwC3ESc6acc2lTc");
    assertThat(proof.use().expiresAt()).isEqualTo(Instant.ofEpochSecond(1562262616 + 120));
  }

  @Test
  void rfc_9449_5_refresh_request() {
    var proof =
        proofs("https://server.example.com", 1562265296)
            .check(request("POST", "/token", FOR_A_REFRESH))
            .orElseThrow();

    assertThat(proof.key()).isEqualTo(KEY);
  }

  @Test
  void rfc_9449_7_1_protected_resource_request() {
    var proof =
        proofs("https://resource.example.org", 1562262618)
            .require(request("GET", "/protectedresource", FOR_A_RESOURCE), ACCESS_TOKEN);

    assertThat(proof.key()).isEqualTo(KEY);
  }

  @Test
  void the_examples_are_refused_at_other_urls_and_times() {
    refuses(() ->
        proofs("https://server.example.org", 1562262616)
            .check(request("POST", "/token", FOR_A_TOKEN)));
    refuses(() ->
        proofs("https://server.example.com", 1562262616 + 61)
            .check(request("POST", "/token", FOR_A_TOKEN)));
    refuses(() ->
        proofs("https://server.example.com", 1562262616)
            .check(request("PUT", "/token", FOR_A_TOKEN)));
    refuses(() ->
        proofs("https://resource.example.org", 1562262618)
            .require(request("GET", "/protectedresource", FOR_A_RESOURCE), ACCESS_TOKEN + "x"));
    refuses(() ->
        proofs("https://server.example.com", 1562262616)
            .require(request("POST", "/token", FOR_A_TOKEN), ACCESS_TOKEN));
  }

  private static void refuses(Runnable check) {
    assertThatExceptionOfType(Refused.class).isThrownBy(check::run);
  }
}
