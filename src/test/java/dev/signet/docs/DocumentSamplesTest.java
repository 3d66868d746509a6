package dev.signet.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every sample of every document, run with the real `curl`. What cannot be run is marked `text`.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocumentSamplesTest {

  @ParameterizedTest
  @MethodSource("documents")
  void every_sample_does_what_the_document_says(Path document) throws Exception {
    assumeTrue(DocumentSamples.has("curl"), "curl is not installed");
    assumeTrue(
        DocumentSamples.has("openssl") || !Files.readString(document).contains("openssl "),
        "openssl is not installed");

    assertThat(DocumentSamples.run(document)).isPositive();
  }

  @Test
  void a_block_is_a_sample_or_says_what_else_it_is() throws IOException {
    for (var document : all()) {
      assertThat(Files.readString(document).lines().filter(line -> line.startsWith("```")))
          .as(document.toString())
          .allMatch(List.of("```", "```sh", "```json", "```text", "```java", "```xml")::contains);
    }
  }

  /// The documents that have samples.
  static List<Path> documents() throws IOException {
    return all().stream().filter(DocumentSamplesTest::hasSamples).toList();
  }

  private static List<Path> all() throws IOException {
    try (var docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static boolean hasSamples(Path document) {
    try {
      return Files.readString(document).contains("\n```sh\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
