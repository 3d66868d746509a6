package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes a result into the documentation.
final class ResultPublication {
  private static final String BEGIN = "<!-- From here on `make bench` has written it. -->\n";
  private static final String END = "<!-- To here. -->\n";

  private ResultPublication() {}

  static void publish(Path root, Path results) throws IOException {
    var page = root.resolve("docs/performance.md");
    var picture = results.resolve("result.svg");
    var text = Files.readString(page);
    var from = text.indexOf(BEGIN);
    var to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new BenchFailure("docs/performance.md has no marker for the result");
    }
    Files.writeString(
        page,
        text.substring(0, from + BEGIN.length())
            + "\n"
            + (Files.exists(picture)
                ? "![Answers a second, side by side](performance.svg)\n\n"
                : "")
            + Files.readString(results.resolve("result.md"))
            + "\n"
            + text.substring(to));
    if (Files.exists(picture)) {
      Files.copy(
          picture, root.resolve("docs/performance.svg"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
