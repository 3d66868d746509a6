package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.oauth.Scopes;
import dev.signet.testing.WithoutDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The cache of issuances is bounded in bytes, whatever a tenant puts into its tokens.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class IssuanceWeightTest {
  private static RecordedIssuances.RecordedIssuance issuance(
      List<String> scopes, List<String> audience) {
    return new RecordedIssuances.RecordedIssuance(
        "agent",
        Instant.EPOCH,
        1,
        Optional.empty(),
        Optional.empty(),
        Scopes.of(scopes),
        audience,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void an_issuances_weight_includes_its_scopes_and_audiences() {
    var plain = issuance(List.of(), List.of()).weight();
    var scopes =
        IntStream.range(0, Scopes.MAX_COUNT).mapToObj("a-scope-of-29-characters-%05d"::formatted);
    var audiences = IntStream.range(0, 10).mapToObj(i -> "https://api/" + i + "/".repeat(180));

    // Each text is a separate object, of 40 bytes besides its characters.
    assertThat(issuance(scopes.toList(), List.of()).weight() - plain)
        .isGreaterThan(Scopes.MAX_COUNT * (29 + 40));
    assertThat(issuance(List.of(), audiences.toList()).weight() - plain)
        .isGreaterThan(10 * (180 + 40));
  }
}
