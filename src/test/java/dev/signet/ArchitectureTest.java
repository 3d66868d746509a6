package dev.signet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Holds the shape of the code: which rooms there are, which of them may use which, and whose a
/// table is. A new arrow is a line here, so it is seen in review.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ArchitectureTest {

  /// In order: a room uses only rooms above it.
  private static final List<String> ROOMS =
      """
      oauth
      refusal
      secrets
      memory
      jose
      db
      time
      guards
      http
      audit
      leaks
      idempotency
      operators
      revocations
      keys
      organizations
      fetch
      replay
      people
      agents
      dpop
      credentials
      tokens
      grants
      apikeys
      registration
      quick
      metadata
      console
      cli
      app
      """
          .lines()
          .toList();

  private static final Set<String> ARROWS =
      new TreeSet<>(
          """
          agents -> audit
          agents -> db
          agents -> fetch
          agents -> http
          agents -> idempotency
          agents -> jose
          agents -> memory
          agents -> oauth
          agents -> organizations
          agents -> refusal
          agents -> revocations
          agents -> secrets
          apikeys -> agents
          apikeys -> audit
          apikeys -> credentials
          apikeys -> db
          apikeys -> guards
          apikeys -> http
          apikeys -> idempotency
          apikeys -> leaks
          apikeys -> oauth
          apikeys -> organizations
          apikeys -> refusal
          apikeys -> secrets
          app -> agents
          app -> apikeys
          app -> audit
          app -> cli
          app -> console
          app -> credentials
          app -> dpop
          app -> db
          app -> fetch
          app -> grants
          app -> guards
          app -> http
          app -> idempotency
          app -> jose
          app -> keys
          app -> leaks
          app -> memory
          app -> metadata
          app -> operators
          app -> organizations
          app -> people
          app -> quick
          app -> refusal
          app -> registration
          app -> replay
          app -> revocations
          app -> secrets
          app -> time
          app -> tokens
          audit -> db
          audit -> guards
          audit -> http
          audit -> jose
          audit -> refusal
          audit -> secrets
          cli -> http
          cli -> secrets
          cli -> refusal
          console -> agents
          console -> apikeys
          console -> audit
          console -> credentials
          console -> db
          console -> http
          console -> idempotency
          console -> jose
          console -> keys
          console -> leaks
          console -> oauth
          console -> operators
          console -> organizations
          console -> people
          console -> refusal
          console -> registration
          console -> secrets
          console -> tokens
          credentials -> agents
          credentials -> audit
          credentials -> db
          credentials -> fetch
          credentials -> guards
          credentials -> http
          credentials -> idempotency
          credentials -> jose
          credentials -> leaks
          credentials -> memory
          credentials -> oauth
          credentials -> organizations
          credentials -> refusal
          credentials -> replay
          credentials -> secrets
          db -> refusal
          dpop -> http
          dpop -> jose
          dpop -> oauth
          dpop -> refusal
          dpop -> replay
          dpop -> secrets
          fetch -> memory
          grants -> agents
          grants -> credentials
          grants -> dpop
          grants -> guards
          grants -> http
          grants -> jose
          grants -> oauth
          grants -> refusal
          grants -> secrets
          grants -> tokens
          guards -> secrets
          guards -> time
          http -> db
          http -> guards
          http -> jose
          http -> oauth
          http -> refusal
          idempotency -> db
          idempotency -> http
          idempotency -> leaks
          idempotency -> oauth
          idempotency -> refusal
          idempotency -> secrets
          jose -> refusal
          keys -> audit
          keys -> db
          keys -> http
          keys -> idempotency
          keys -> jose
          keys -> oauth
          keys -> refusal
          keys -> revocations
          keys -> secrets
          leaks -> audit
          leaks -> guards
          leaks -> http
          leaks -> refusal
          leaks -> secrets
          metadata -> db
          metadata -> guards
          metadata -> http
          metadata -> jose
          metadata -> oauth
          metadata -> refusal
          operators -> audit
          operators -> db
          operators -> guards
          operators -> http
          operators -> idempotency
          operators -> leaks
          operators -> oauth
          operators -> refusal
          operators -> secrets
          organizations -> audit
          organizations -> db
          organizations -> http
          organizations -> refusal
          people -> audit
          people -> db
          people -> guards
          people -> http
          people -> leaks
          people -> oauth
          people -> operators
          people -> refusal
          people -> replay
          people -> secrets
          quick -> agents
          quick -> credentials
          quick -> db
          quick -> http
          quick -> idempotency
          quick -> oauth
          quick -> organizations
          quick -> refusal
          quick -> secrets
          refusal -> oauth
          registration -> agents
          registration -> apikeys
          registration -> audit
          registration -> db
          registration -> guards
          registration -> http
          registration -> idempotency
          registration -> leaks
          registration -> oauth
          registration -> organizations
          registration -> refusal
          registration -> secrets
          replay -> db
          revocations -> audit
          revocations -> db
          revocations -> http
          revocations -> refusal
          secrets -> refusal
          time -> db
          tokens -> agents
          tokens -> audit
          tokens -> credentials
          tokens -> db
          tokens -> dpop
          tokens -> guards
          tokens -> http
          tokens -> jose
          tokens -> keys
          tokens -> leaks
          tokens -> memory
          tokens -> oauth
          tokens -> organizations
          tokens -> refusal
          tokens -> replay
          tokens -> revocations
          tokens -> secrets
          """
              .lines()
              .toList());

  private static final Path SOURCES = Path.of("src/main/java/dev/signet");
  private static final Path MIGRATIONS = Path.of("src/main/resources/db");
  private static final Pattern MIGRATION = Pattern.compile("V\\d+(?:\\.\\d+)?__([a-z]+).*\\.sql");

  private static final Pattern JAVA_TEXT =
      Pattern.compile(
          """
          \"""(?<block>.*?)\"""|"(?<line>(?:[^"\\\\\\n]|\\\\.)*)"|//[^\\n]*|'(?:[^'\\\\]|\\\\.)+'|/\\*.*?\\*/\
          """,
          Pattern.DOTALL);

  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|LOCK)\\b.*", Pattern.DOTALL);

  private static final Pattern CREATED =
      Pattern.compile("\\bCREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?(\\w+)");

  /// The places of a statement where the name of a table can stand, `FROM one, another` among them.
  private static final Pattern SPOKEN_OF =
      Pattern.compile(
          "\\b(?:FROM|JOIN|INTO|UPDATE|TABLE(?: IF (?:NOT"
              + " )?EXISTS)?)\\s+(?<list>\\w+(?:(?:\\s+AS)?(?:\\s+\\w+)?\\s*,\\s*\\w+)*)"
              + "|\\bON\\s+(?<indexed>\\w+)\\s*\\(");

  private static final Pattern REFERENCED = Pattern.compile("\\bREFERENCES\\s+(\\w+)");

  private static final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.signet");

  @Test
  void every_class_stands_in_a_room_and_rooms_have_no_rooms_within() {
    var packages = new TreeSet<String>();
    for (var type : classes) {
      packages.add(type.getPackageName());
    }

    assertThat(packages)
        .containsExactlyInAnyOrderElementsOf(
            ROOMS.stream().map(room -> "dev.signet." + room).toList());
  }

  @Test
  void the_arrows_between_rooms_are_those_listed_here() {
    var found = new TreeMap<String, String>();
    for (var type : classes) {
      for (var use : type.getDirectDependenciesFromSelf()) {
        var from = room(type);
        var to = room(use.getTargetClass());
        if (!to.isEmpty() && !to.equals(from)) {
          found.putIfAbsent(
              from + " -> " + to,
              type.getSimpleName() + " uses " + use.getTargetClass().getSimpleName());
        }
      }
    }

    var unlisted =
        found.entrySet().stream()
            .filter(arrow -> !ARROWS.contains(arrow.getKey()))
            .map(arrow -> arrow.getKey() + "   (" + arrow.getValue() + ")")
            .toList();
    var gone = ARROWS.stream().filter(arrow -> !found.containsKey(arrow)).toList();

    assertThat(unlisted).as("new arrows: remove them, or list them and say why").isEmpty();
    assertThat(gone).as("arrows that the code no longer has: take them off the list").isEmpty();
  }

  @Test
  void a_room_uses_only_rooms_above_it() {
    assertThat(ARROWS)
        .allSatisfy(arrow -> {
          var ends = arrow.split(" -> ", -1);
          assertThat(ROOMS).contains(ends);
          assertThat(ROOMS.indexOf(ends[0])).isGreaterThan(ROOMS.indexOf(ends[1]));
        });
  }

  @Test
  void a_room_says_what_it_is_for_and_is_null_marked() {
    assertThat(ROOMS)
        .allSatisfy(room -> {
          assertThat(classes.getPackage("dev.signet." + room).isAnnotatedWith(NullMarked.class))
              .isTrue();
          assertThat(SOURCES.resolve(room, "package-info.java"))
              .content()
              .matches(Pattern.compile("(?s)/// \\p{Lu}.*\\.\\n@NullMarked\\n.*"));
        });
  }

  @Test
  void a_class_is_named_for_what_it_is() {
    var named = Pattern.compile(".*(Manager|Helper|Utils?|Impl|Base|DTO|Dto)");

    assertThat(classes.stream().map(JavaClass::getSimpleName))
        .noneMatch(name -> named.matcher(name).matches());
  }

  @Test
  void a_table_is_spoken_of_by_its_own_room_only() throws IOException {
    var migrations = migrations();
    var owners = owners(migrations);
    var strangers = new ArrayList<String>();
    for (var room : ROOMS) {
      for (var file : files(SOURCES.resolve(room), ".java")) {
        for (var statement : statements(Files.readString(file))) {
          strangers.addAll(foreign(room, statement, file, owners));
        }
      }
    }
    for (var migration : migrations.entrySet()) {
      var room = roomOf(migration.getKey());
      strangers.addAll(foreign(room, migration.getValue(), migration.getKey(), owners));
    }

    assertThat(owners).as("tables made by migrations").isNotEmpty();
    assertThat(strangers).isEmpty();
  }

  @Test
  void a_table_refers_only_to_tables_of_rooms_above_its_own() throws IOException {
    var migrations = migrations();
    var owners = owners(migrations);
    for (var migration : migrations.entrySet()) {
      var room = roomOf(migration.getKey());
      assertThat(
              REFERENCED
                  .matcher(migration.getValue())
                  .results()
                  .map(found -> found.group(1))
                  .toList())
          .as(migration.getKey().getFileName().toString())
          .allSatisfy(table -> {
            assertThat(owners).containsKey(table);
            assertThat(ROOMS.indexOf(owners.get(table))).isLessThanOrEqualTo(ROOMS.indexOf(room));
          });
    }
  }

  private static String room(JavaClass type) {
    var name = type.getBaseComponentType().getPackageName();
    return name.startsWith("dev.signet.") ? name.substring("dev.signet.".length()) : "";
  }

  @Test
  void a_test_that_runs_only_once_uses_neither_database() {
    var tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("dev.signet");
    var marked =
        tests.stream().filter(test -> test.isAnnotatedWith(WithoutDatabase.class)).toList();
    var database = tests.get("dev.signet.testing.TestDatabase");
    assertThat(marked).isNotEmpty();
    for (var test : marked) {
      assertThat(used(test, tests)).as(test.getName()).doesNotContain(database);
    }
  }

  /// The classes of tests that a test uses, itself or through others.
  private static Set<JavaClass> used(JavaClass test, JavaClasses tests) {
    var used = new HashSet<>(List.of(test));
    var left = new ArrayDeque<>(used);
    while (!left.isEmpty()) {
      left.remove().getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> tests.contain(target.getName()) && used.add(target))
          .forEach(left::add);
    }
    return used;
  }

  private static String roomOf(Path migration) {
    var name = MIGRATION.matcher(migration.getFileName().toString());
    assertThat(name.matches()).as("%s is named V<number>__<room>….sql", migration).isTrue();
    assertThat(ROOMS).contains(name.group(1));
    return name.group(1);
  }

  private static Map<Path, String> migrations() throws IOException {
    var migrations = new TreeMap<Path, String>();
    for (var file : files(MIGRATIONS, ".sql")) {
      migrations.put(file, Files.readString(file).replaceAll("--[^\\n]*", ""));
    }
    return migrations;
  }

  private static Map<String, String> owners(Map<Path, String> migrations) {
    var owners = new HashMap<String, String>();
    migrations.forEach((file, sql) ->
        CREATED.matcher(sql).results().forEach(table -> owners.put(table.group(1), roomOf(file))));
    return owners;
  }

  /// The SQL among a source file's text blocks and strings.
  private static List<String> statements(String source) {
    return JAVA_TEXT
        .matcher(source)
        .results()
        .flatMap(text -> Stream.of("block", "line").map(text::group))
        .filter(text -> text != null && STATEMENT.matcher(text).matches())
        .toList();
  }

  private static List<String> foreign(
      String room, String sql, Path file, Map<String, String> owners) {
    return SPOKEN_OF
        .matcher(sql)
        .results()
        .flatMap(found ->
            found.group("list") == null
                ? Stream.of(found.group("indexed"))
                : Stream.of(found.group("list").split(",", -1))
                    .map(one -> one.strip().split("\\s+", 2)[0]))
        .filter(table -> !owners.getOrDefault(table, room).equals(room))
        .map(table -> file.getFileName() + " speaks of " + owners.get(table) + "'s " + table)
        .distinct()
        .toList();
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }
}
