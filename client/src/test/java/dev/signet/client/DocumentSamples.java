package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The Java samples of a document. What stands between the two marks of a test is in the document to
 * the letter.
 */
final class DocumentSamples {
  private static final Pattern SAMPLE = Pattern.compile("(?s) +// sample\n(.*?)\n +// end\n");
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  private DocumentSamples() {}

  /** Checks that a document has the samples of a test, and no others. */
  static void assertSame(String document, String test) throws IOException {
    var code = Files.readString(Path.of("src/test/java/dev/signet/client/" + test + ".java"));
    var samples =
        SAMPLE.matcher(code).results().map(found -> found.group(1).stripIndent() + "\n").toList();
    var blocks = BLOCK.matcher(Files.readString(Path.of("../docs/" + document))).results();

    assertThat(samples).hasSizeGreaterThan(4);
    assertThat(blocks.map(found -> found.group(1))).containsExactlyInAnyOrderElementsOf(samples);
  }
}
