package dev.signet.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Lints our OpenAPI file with an independent linter.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class OpenApiLintTest {
  private static final Path FILE = Path.of("src/main/resources/openapi.json");

  @BeforeAll
  static void install() {
    Oauth4webapi.install();
  }

  @Test
  void the_file_has_no_errors() {
    assertThat(Oauth4webapi.errorsOf(FILE)).isBlank();
  }

  @Test
  void an_example_that_does_not_fit_its_pattern_is_an_error(@TempDir Path folder)
      throws IOException {
    var spoilt =
        Files.writeString(
            folder.resolve("openapi.json"),
            withoutOtherPaths("/v1/agents/self/rotate-key")
                .replaceAll("\"(apiKey|clientSecret)\":\"sk_live_[^\"]*\"", "\"$1\":\"short\""));

    assertThatThrownBy(() -> Oauth4webapi.errorsOf(spoilt))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("oas3-valid-media-example");
  }

  private static String withoutOtherPaths(String kept) throws IOException {
    var json = new JsonMapper();
    var file = (ObjectNode) json.readTree(Files.readString(FILE));
    ((ObjectNode) file.get("paths")).retain(kept);
    return json.writeValueAsString(file);
  }
}
