package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The claims of access tokens, and their documentation.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class TokenClaimTest {

  @Test
  void the_documentation_describes_exactly_the_claims_that_are_issued() throws IOException {
    var page = Files.readString(Path.of("docs/tokens.md"));
    var table = page.substring(page.indexOf("| `iss` |"));
    var rows = table.substring(0, table.indexOf("\n\n"));
    var documented =
        Pattern.compile("(?m)^\\| ([^|]+) \\|")
            .matcher(rows)
            .results()
            .flatMap(row -> Pattern.compile("`(\\w+)`").matcher(row.group(1)).results())
            .map(name -> name.group(1));

    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(TokenClaim.values()).map(TokenClaim::wire).toList());
  }

  @Test
  void a_claim_is_found_by_its_name_and_has_a_description() {
    assertThat(TokenClaim.values())
        .allSatisfy(claim -> {
          assertThat(TokenClaim.named(claim.wire())).contains(claim);
          assertThat(claim.meaning()).isNotBlank();
        });
    assertThat(TokenClaim.named("nbf")).isEmpty();
  }
}
