package dev.signet.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The lists in the documents are complete and correct.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class DocumentReferenceTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path EVERYTHING = Path.of(".");

  private static final Pattern METER = Pattern.compile("builder\\(\\s*\"(signet\\.[a-z.]+)\"");
  private static final Pattern LISTED_METER =
      Pattern.compile("(signet_[a-z_]+?)(?:_total|_seconds)?`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");

  @Test
  void every_metric_of_ours_is_in_the_table_and_no_other() throws IOException {
    var meters = new TreeSet<String>();
    for (var source : files(SOURCES, "java")) {
      found(METER, Files.readString(source)).forEach(name -> meters.add(name.replace('.', '_')));
    }

    assertThat(tableOf("docs/operations.md", "| Metric |", LISTED_METER)).isEqualTo(meters);
  }

  @Test
  void the_page_on_the_client_library_names_it_as_its_pom_does() throws IOException {
    var pom = Files.readString(Path.of("client/pom.xml"));
    var page = Files.readString(Path.of("docs/client.md"));

    for (var member : new String[] {"groupId", "artifactId", "version"}) {
      // The first of each is the library's own.
      var own = Pattern.compile("<%1$s>[^<$]+</%1$s>".formatted(member)).matcher(pom);
      assertThat(own.find()).isTrue();
      assertThat(page).contains(own.group());
    }
    assertThat(page)
        .contains("import dev.signet.client.*;")
        .contains("mvn -f client/pom.xml install");
  }

  /// The commands of the page must not need the server, which a fresh clone has not built.
  @Test
  void the_client_library_is_installed_without_the_server_that_its_tests_run_against()
      throws IOException {
    assertThat(Files.readString(Path.of("client/pom.xml")).replaceAll("\\s+", ""))
        .contains(
            "<activation><file><missing>${basedir}/../target/signet.jar</missing></file></activation>"
                + "<properties><skipTests>true</skipTests></properties>");
  }

  @Test
  void every_type_that_the_page_on_the_client_library_names_is_in_it() throws IOException {
    var page = Files.readString(Path.of("docs/client.md"));
    var types =
        found(
            Pattern.compile(
                "`([A-Z][A-Za-z]+(?:Client|Store|File|Request|Verifier|Exception|Cache))`"),
            page);

    assertThat(types).hasSizeGreaterThan(6);
    for (var type : types) {
      if (!type.startsWith("Http") && !type.startsWith("Illegal")) {
        assertThat(Path.of("client/src/main/java/dev/signet/client", type + ".java")).exists();
      }
    }
  }

  @Test
  void every_link_to_a_file_leads_to_one() throws IOException {
    for (var document : files(EVERYTHING, "md")) {
      for (var link : found(LINK, Files.readString(document))) {
        if (!link.contains(":")) {
          assertThat(document.resolveSibling(link)).as("in " + document).exists();
        }
      }
    }
  }

  private static Set<String> tableOf(String document, String head, Pattern names)
      throws IOException {
    var listed = new TreeSet<String>();
    Files.readString(Path.of(document))
        .lines()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1)[1])
        .forEach(cell -> listed.addAll(found(names, cell)));
    return listed;
  }

  private static Set<String> found(Pattern pattern, String text) {
    var found = new TreeSet<String>();
    pattern.matcher(text).results().forEach(result -> found.add(result.group(1)));
    return found;
  }

  private static Set<Path> files(Path folder, String ending) throws IOException {
    var found = new TreeSet<Path>();
    try (var files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith("." + ending))
          .filter(file -> !file.startsWith("./target"))
          .filter(file -> !file.toString().contains("/node_modules/"))
          .forEach(found::add);
    }
    return found;
  }
}
