package dev.signet.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Texts for readers use the plain words of the field: pages, documents, error messages, comments,
/// and the names of tests. A new phrase that readers stumble over becomes a line here.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class PlainEnglishTest {

  /// Patterns that are not to be used, each with its replacement.
  private static final Map<Pattern, String> BANNED =
      banned(
          """
          (who|whom)ever -> name the caller, agent, operator, user or attacker
          (some|no|any|every)body -> name the caller, agent, operator, user or attacker
          (?<!there )(is|are|was|were) (no|none)(?! longer| more| less| fewer| earlier| later) -> "is not a …"
          stands? in -> is recorded in, is written in, is part of
          (tells?|told) of -> describes, names, reports
          came? of it|what came of -> the result
          alive|dead|dies|died|burn(ed|t) -> active, expired, revoked, ended
          living -> active
          tokens? (that )?lives? -> is active, is valid for
          he|his|him|himself -> they, their; or name the user
          trail -> audit log
          innards -> internals
          in the way -> the conflict or the obstacle by its name
          anew -> again, a new one
          have it that|has it that -> say, says
          goes away and comes -> stops and starts
          as it were -> leave it out
          for good -> permanently
          speaks? for -> acts as, is allowed for
          strangers? -> unknown callers, attackers
          as above -> repeat what it says
          """);

  /// Exceptions, each with its reason.
  private static final List<Pattern> EXCEPTIONS =
      Stream.of(
              // The Unix user of that name.
              "[\"`]nobody[\"`]",
              // Targets of Markdown links: the file names of decisions do not change.
              "\\]\\([^)\\s]*\\)")
          .map(words -> Pattern.compile(words, Pattern.CASE_INSENSITIVE))
          .toList();

  private static final Pattern JAVA_TEXT =
      Pattern.compile(
          """
          (?<text>\"""(?s:.*?)\"""|"(?:[^"\\\\\\n]|\\\\.)*"|//[^\\n]*|/\\*(?s:.*?)\\*/)|'(?:[^'\\\\]|\\\\.)+'\
          """);

  /// A line break in prose, with the indentation and comment marker of the next line.
  private static final Pattern LINE_BREAK = Pattern.compile("\\n[ \\t]*(?:///?|\\*|--)?[ \\t]*");

  private static final Pattern TEST_NAME = Pattern.compile("void (\\w+_\\w+)\\(");

  private static Map<Pattern, String> banned(String lines) {
    var banned = new LinkedHashMap<Pattern, String>();
    for (var line : lines.lines().toList()) {
      var parts = line.split(" -> ", 2);
      banned.put(Pattern.compile("\\b(?:" + parts[0] + ")\\b", Pattern.CASE_INSENSITIVE), parts[1]);
    }
    return banned;
  }

  @Test
  void pages_of_the_console_use_plain_words() throws IOException {
    assertPlain(files("src/main/jte", ".jte"), UnaryOperator.identity());
  }

  @Test
  void documents_use_plain_words() throws IOException {
    var documents = new ArrayList<>(files("docs", ".md"));
    Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(Path::of).forEach(documents::add);
    assertPlain(documents, UnaryOperator.identity());
  }

  @Test
  void the_api_description_uses_plain_words() throws IOException {
    assertPlain(List.of(Path.of("src/main/resources/openapi.json")), UnaryOperator.identity());
  }

  @Test
  void messages_and_comments_of_the_server_use_plain_words() throws IOException {
    assertPlain(files("src/main/java", ".java"), PlainEnglishTest::javaText);
  }

  @Test
  void messages_and_comments_of_the_client_library_use_plain_words() throws IOException {
    assertPlain(files("client/src/main/java", ".java"), PlainEnglishTest::javaText);
  }

  @Test
  void the_benchmarks_use_plain_words() throws IOException {
    assertPlain(files("bench/src", ".java"), PlainEnglishTest::javaText);
  }

  @Test
  void the_samples_use_plain_words() throws IOException {
    assertPlain(files("samples/mcp-java/src", ".java"), PlainEnglishTest::javaText);
    assertPlain(
        List.of(
            Path.of("samples/mcp-java/README.md"),
            Path.of("samples/mcp-typescript/README.md"),
            Path.of("samples/mcp-typescript/server.ts")),
        UnaryOperator.identity());
  }

  @Test
  void migrations_use_plain_words() throws IOException {
    assertPlain(files("src/main/resources/db", ".sql"), UnaryOperator.identity());
  }

  @Test
  void comments_of_tests_use_plain_words() throws IOException {
    assertPlain(files("src/test/java", ".java"), PlainEnglishTest::comments);
    assertPlain(files("client/src/test/java", ".java"), PlainEnglishTest::comments);
  }

  @Test
  void names_of_tests_use_plain_words() throws IOException {
    var found = new ArrayList<String>();
    for (var file : files("src/test/java", ".java")) {
      TEST_NAME
          .matcher(Files.readString(file))
          .results()
          .map(name -> name.group(1).replace('_', ' '))
          .forEach(name -> check(file.getFileName() + ": ", name, found));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void a_banned_word_is_found_in_strings_text_blocks_and_comments() {
    var source =
        "/// Nobody.\nclass A { String a = \"somebody\"; String b = \"\"\"\nwhoever\"\"\"; char c ="
            + " '\"'; } // dies";
    var found = new ArrayList<String>();
    check("A.java: ", javaText(source), found);

    assertThat(found).hasSize(4);
  }

  @Test
  void a_banned_phrase_is_found_across_a_line_break() {
    var found = new ArrayList<String>();
    check("A.java: ", "  /// This is\n  /// no key.", found);

    assertThat(found).singleElement().asString().contains("“is no”");
  }

  @Test
  void targets_of_links_may_contain_banned_words() {
    var found = new ArrayList<String>();
    check("a.md: ", "[0027](0027-meters-follow-the-trail.md)", found);

    assertThat(found).isEmpty();
  }

  private static void assertPlain(List<Path> files, UnaryOperator<String> prose)
      throws IOException {
    assertThat(files).isNotEmpty();
    var found = new ArrayList<String>();
    for (var file : files) {
      check(file + ": ", prose.apply(Files.readString(file)), found);
    }
    assertThat(found).isEmpty();
  }

  /// The strings and comments of a Java source.
  private static String javaText(String source) {
    return javaText(source, _ -> true);
  }

  /// The comments of a Java source, without its strings, which in tests may be any input.
  private static String comments(String source) {
    return javaText(source, text -> text.startsWith("/"));
  }

  private static String javaText(String source, Predicate<String> included) {
    return JAVA_TEXT
        .matcher(source)
        .results()
        .map(match -> match.group("text"))
        .filter(text -> text != null && included.test(text))
        .collect(Collectors.joining("\n"));
  }

  private static void check(String place, String prose, List<String> found) {
    var text = LINE_BREAK.matcher(prose).replaceAll(" ");
    for (var exception : EXCEPTIONS) {
      text = exception.matcher(text).replaceAll("");
    }
    for (var banned : BANNED.entrySet()) {
      var match = banned.getKey().matcher(text);
      while (match.find()) {
        var context =
            text.substring(
                Math.max(0, match.start() - 40), Math.min(text.length(), match.end() + 40));
        found.add(
            place + "“" + match.group() + "” in “" + context + "”; write: " + banned.getValue());
      }
    }
  }

  private static List<Path> files(String folder, String ending) throws IOException {
    try (var files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
