package dev.signet;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.net.InetAddress;
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

/// Checks the architecture: the rooms, the dependencies allowed between them, and the room that
/// owns each table. A new dependency is a line here, so it is visible in review.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ArchitectureTest {

  /// The wings and their rooms, the lowest first: a room uses only rooms that are listed before it.
  /// A wing of one room is that room.
  private static final List<String> ROOMS =
      rooms(
          """
          base: oauth, refusals, text, json, paging, secrets, memory, jose, db, time, fetch, callers, wiring
          web: limits, http, monitoring, idempotency
          events: catalog, audit, followers, usage
          validity: revocations, replay
          identity: leaks, operatorkeys, organizations, quotas, users, agents, directory, activity
          identity: credentials, apikeys, registration, quickapi
          delegation:
          authorization: resources, apps, consents, requests
          tokens: signingkeys, dpop, issuing, grants, metadata
          webhooks:
          console: parts, pages
          cli:
          app:
          """);

  private static final Set<String> ARROWS =
      arrows(
          """
          base.refusals -> base: oauth
          base.text -> base: refusals
          base.json -> base: refusals, text
          base.secrets -> base: refusals
          base.jose -> base: refusals, secrets
          base.db -> base: refusals, json, secrets
          base.time -> base: db
          base.fetch -> base: memory
          base.callers -> base: oauth, refusals, db
          base.wiring -> base: refusals, secrets, jose, db, time
          web.limits -> base: refusals, secrets, time
          web.http -> base: oauth, refusals, text, json, paging, jose, db, callers, wiring
          web.http -> web: limits
          web.monitoring -> base: refusals, db, wiring
          web.monitoring -> web: http
          web.idempotency -> base: oauth, refusals, secrets, db, time, callers, wiring
          web.idempotency -> web: http
          events.catalog -> base: json
          events.audit -> base: refusals, json, paging, secrets, jose, db, time, callers, wiring
          events.audit -> web: limits, http
          events.audit -> events: catalog
          events.followers -> base: refusals, db, time, wiring
          events.followers -> web: http
          events.followers -> events: audit
          events.usage -> base: refusals, json, db, time, callers, wiring
          events.usage -> web: http
          events.usage -> events: catalog, audit, followers
          validity.revocations -> base: refusals, json, db, callers, wiring
          validity.revocations -> web: http
          validity.revocations -> events: catalog, audit
          validity.replay -> base: secrets, db, time, wiring
          validity.replay -> web: http
          identity.leaks -> base: refusals, json, secrets, callers
          identity.leaks -> web: limits, http, idempotency
          identity.leaks -> events: catalog, audit
          identity.operatorkeys -> base: oauth, refusals, json, paging, secrets, db, callers, wiring
          identity.operatorkeys -> web: limits, http, idempotency
          identity.operatorkeys -> events: catalog, audit
          identity.operatorkeys -> identity: leaks
          identity.organizations -> base: refusals, json, paging, db, callers, wiring
          identity.organizations -> web: http
          identity.organizations -> events: catalog, audit
          identity.quotas -> base: refusals, json, paging, db, time, callers, wiring
          identity.quotas -> web: http
          identity.quotas -> events: catalog, audit
          identity.quotas -> identity: organizations
          identity.users -> base: oauth, refusals, text, json, paging, secrets, db, time, callers, wiring
          identity.users -> web: limits, http, idempotency
          identity.users -> events: catalog, audit
          identity.users -> validity: replay
          identity.users -> identity: leaks, operatorkeys, organizations, quotas
          identity.agents -> base: oauth, refusals, text, json, secrets, memory, jose, db, fetch, callers, wiring
          identity.agents -> web: http, idempotency
          identity.agents -> events: catalog, audit
          identity.agents -> validity: revocations
          identity.agents -> identity: organizations, quotas
          identity.directory -> base: refusals, text, paging, db, callers, wiring
          identity.directory -> web: http
          identity.directory -> validity: revocations
          identity.directory -> identity: organizations, agents
          identity.activity -> base: oauth, json, db, callers, wiring
          identity.activity -> web: http
          identity.activity -> events: audit, followers, usage
          identity.activity -> identity: agents
          identity.credentials -> base: oauth, refusals, text, json, paging, secrets, memory, jose, db, fetch, callers, wiring
          identity.credentials -> web: limits, http, idempotency
          identity.credentials -> events: catalog, audit
          identity.credentials -> validity: replay
          identity.credentials -> identity: leaks, quotas, agents
          identity.apikeys -> base: oauth, refusals, json, secrets, db, time, callers, wiring
          identity.apikeys -> web: limits, http, idempotency
          identity.apikeys -> events: catalog, audit
          identity.apikeys -> identity: leaks, agents, credentials
          identity.registration -> base: oauth, refusals, json, paging, secrets, db, time, callers, wiring
          identity.registration -> web: limits, http, idempotency
          identity.registration -> events: catalog, audit
          identity.registration -> identity: leaks, organizations, agents, activity, apikeys
          identity.quickapi -> base: oauth, json, paging, secrets, db, callers
          identity.quickapi -> web: http, idempotency
          identity.quickapi -> identity: agents, directory, activity, credentials
          delegation -> base: oauth, refusals, json, paging, memory, jose, db, time, callers, wiring
          delegation -> web: http, idempotency
          delegation -> events: catalog, audit
          delegation -> validity: revocations
          delegation -> identity: organizations, agents
          authorization.resources -> base: oauth, refusals, json, paging, memory, jose, db, time, callers, wiring
          authorization.resources -> web: http, idempotency
          authorization.resources -> events: catalog, audit
          authorization.resources -> identity: organizations
          authorization.apps -> base: oauth, refusals, text, json, secrets, db, fetch, callers, wiring
          authorization.apps -> web: limits, http
          authorization.apps -> events: catalog, audit
          authorization.apps -> identity: users, agents
          authorization.consents -> base: oauth, refusals, json, paging, db, time, callers, wiring
          authorization.consents -> web: http
          authorization.consents -> events: catalog, audit
          authorization.consents -> validity: revocations
          authorization.consents -> identity: organizations, users, agents
          authorization.consents -> authorization: resources
          authorization.requests -> base: oauth, secrets, jose, db, callers, wiring
          authorization.requests -> validity: replay
          authorization.requests -> identity: organizations, users, agents
          authorization.requests -> authorization: resources, apps, consents
          tokens.signingkeys -> base: oauth, refusals, text, json, secrets, jose, db, time, callers, wiring
          tokens.signingkeys -> web: http, idempotency
          tokens.signingkeys -> events: catalog, audit
          tokens.signingkeys -> validity: revocations
          tokens.dpop -> base: oauth, refusals, secrets, jose, wiring
          tokens.dpop -> web: http
          tokens.dpop -> validity: replay
          tokens.issuing -> base: oauth, refusals, json, paging, secrets, memory, jose, db, time, callers, wiring
          tokens.issuing -> web: limits, http
          tokens.issuing -> events: catalog, audit
          tokens.issuing -> validity: revocations, replay
          tokens.issuing -> identity: leaks, organizations, quotas, users, agents, activity, credentials
          tokens.issuing -> delegation:
          tokens.issuing -> authorization: resources, consents
          tokens.issuing -> tokens: signingkeys, dpop
          tokens.grants -> base: oauth, refusals, secrets, jose, callers
          tokens.grants -> web: limits, http
          tokens.grants -> validity: replay
          tokens.grants -> identity: organizations, agents, credentials
          tokens.grants -> delegation:
          tokens.grants -> authorization: resources, apps, consents, requests
          tokens.grants -> tokens: dpop, issuing
          tokens.metadata -> base: oauth, refusals, json, jose, callers
          tokens.metadata -> web: limits, http
          webhooks -> base: oauth, refusals, text, json, paging, secrets, db, time, fetch, callers, wiring
          webhooks -> web: limits, http, idempotency
          webhooks -> events: catalog, audit, followers
          webhooks -> identity: leaks, organizations, quotas, agents
          console.parts -> base: oauth, refusals, text, paging, db, callers
          console.parts -> web: http, idempotency
          console.parts -> identity: users
          console.pages -> base: oauth, refusals, text, json, paging, secrets, jose, db, callers
          console.pages -> web: http, idempotency
          console.pages -> events: catalog, audit, usage
          console.pages -> identity: leaks, operatorkeys, organizations, quotas, users, agents, directory, activity, credentials, apikeys, registration
          console.pages -> delegation:
          console.pages -> authorization: resources, apps, consents, requests
          console.pages -> tokens: signingkeys, issuing
          console.pages -> webhooks:
          console.pages -> console: parts
          cli -> base: refusals, json, secrets
          app -> base: refusals, text, json, secrets, jose, db, time, fetch, wiring
          app -> web: limits, http, monitoring, idempotency
          app -> events: catalog, audit, followers, usage
          app -> validity: revocations, replay
          app -> identity: leaks, operatorkeys, organizations, quotas, users, agents, directory, activity, credentials, apikeys, registration, quickapi
          app -> delegation:
          app -> authorization: resources, apps, consents, requests
          app -> tokens: signingkeys, dpop, issuing, grants, metadata
          app -> webhooks:
          app -> console: pages
          app -> cli:
          """);

  /// The rooms that read a table of another one, each with its reason.
  private static final Map<String, Set<String>> READERS =
      Map.of(
          // A search walks along an index of the registry, and stops at the end of the page.
          "identity.directory", Set.of("agents"),
          // Idle agents and unused scopes are found in one pass, the oldest agents first.
          "identity.activity", Set.of("agents"));

  private static final Pattern WEB_CLASS = Pattern.compile(".*(Routes|Pages|Gate|Room)");

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

  private static final Pattern WRITE =
      Pattern.compile("\\A\\s*(INSERT|UPDATE|DELETE|ALTER|DROP|LOCK)\\b");

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
  void every_class_is_in_a_room_and_rooms_have_no_rooms_within() {
    var packages = new TreeSet<String>();
    for (var type : classes) {
      packages.add(type.getPackageName());
    }

    assertThat(packages)
        .containsExactlyInAnyOrderElementsOf(
            ROOMS.stream().map(room -> "dev.signet." + room).toList());
  }

  @Test
  void the_dependencies_between_rooms_are_those_listed_here() {
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
  void host_names_are_resolved_in_one_place_only() {
    var resolvers = new TreeSet<String>();
    for (var type : classes) {
      Stream.of(type.getMethodCallsFromSelf(), type.getMethodReferencesFromSelf())
          .flatMap(Set::stream)
          .filter(use -> use.getTargetOwner().isEquivalentTo(InetAddress.class))
          .filter(use -> use.getName().matches("getByName|getAllByName"))
          .forEach(use -> resolvers.add(type.getSimpleName()));
    }

    assertThat(resolvers).containsExactly("NameResolution");
  }

  @Test
  void only_routes_pages_gates_rooms_and_app_use_the_web() {
    var users = new TreeSet<String>();
    for (var type : classes) {
      var file = outermost(type);
      if (!Set.of("web", "console", "app").contains(wing(type))
          && !WEB_CLASS.matcher(file).matches()
          && type.getDirectDependenciesFromSelf().stream()
              .anyMatch(use -> room(use.getTargetClass()).equals("web.http"))) {
        users.add(file);
      }
    }

    assertThat(users).as("take values and a Caller, and return values").isEmpty();
  }

  private static String wing(JavaClass type) {
    return room(type).split("\\.", 2)[0];
  }

  /// The simple name of the class that a class is nested in, at whatever depth, or its own.
  private static String outermost(JavaClass type) {
    var name = type.getName().substring(type.getPackageName().length() + 1);
    return name.split("\\$", 2)[0];
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
          assertThat(SOURCES.resolve(room.replace('.', '/'), "package-info.java"))
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
  void a_table_is_used_by_its_own_room_only() throws IOException {
    var migrations = migrations();
    var owners = owners(migrations);
    var strangers = new ArrayList<String>();
    for (var room : ROOMS) {
      for (var file : files(SOURCES.resolve(room.replace('.', '/')), ".java")) {
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

  private static List<String> rooms(String wings) {
    return wings
        .lines()
        .flatMap(line -> {
          var wing = line.substring(0, line.indexOf(':'));
          return Stream.of(line.substring(line.indexOf(':') + 1).split(",", -1))
              .map(room -> room.isBlank() ? wing : wing + "." + room.strip());
        })
        .toList();
  }

  /// Each line has the rooms that one room uses of one wing.
  private static Set<String> arrows(String lines) {
    var arrows = new TreeSet<String>();
    for (var line : lines.lines().toList()) {
      var ends = line.split(" -> |: ?", -1);
      for (var room : ends[2].split(", ", -1)) {
        arrows.add(ends[0] + " -> " + (room.isEmpty() ? ends[1] : ends[1] + "." + room));
      }
    }
    return arrows;
  }

  private static String roomOf(Path migration) {
    var name = MIGRATION.matcher(migration.getFileName().toString());
    assertThat(name.matches()).as("%s is named V<number>__<room>….sql", migration).isTrue();
    var room = name.group(1);
    return ROOMS.stream()
        .filter(path -> path.equals(room) || path.endsWith("." + room))
        .findAny()
        .orElseThrow(() -> new AssertionError(migration + " is of no room"));
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
        .filter(table ->
            !READERS.getOrDefault(room, Set.of()).contains(table) || WRITE.matcher(sql).find())
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
