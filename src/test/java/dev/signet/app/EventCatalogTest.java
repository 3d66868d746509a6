package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.signet.base.json.Json;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The catalogue of events is complete, and the documentation is written from it.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class EventCatalogTest {
  private static final Path PAGE = Path.of("docs/audit.md");
  private static final String BEGIN =
      "<!-- Generated from the code: mvn test -Dtest=EventCatalogTest -Dsignet.docs.write=true -->";
  private static final String END = "<!-- End of the generated table. -->";
  private static final Pattern LITERAL = Pattern.compile("\"([a-z_]+\\.[a-z_]+)\"");

  private static final List<EventType> TYPES = EventTypes.catalog().types();

  @Test
  void every_declared_type_is_in_the_catalogue() {
    var declared = new TreeSet<String>();
    for (var type :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.signet")) {
      for (var field : type.getFields()) {
        if (field.getRawType().isEquivalentTo(EventType.class)
            && field.getModifiers().toString().contains("STATIC")) {
          declared.add(typeIn(field.reflect()).action());
        }
      }
    }

    assertThat(TYPES).extracting(EventType::action).containsExactlyElementsOf(declared);
    assertThat(TYPES).hasSizeGreaterThan(40);
  }

  private static EventType typeIn(Field field) {
    try {
      field.setAccessible(true);
      return (EventType) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void only_its_own_room_spells_an_action() throws IOException {
    var actions = TYPES.stream().map(EventType::action).collect(Collectors.toSet());
    var spelled = new ArrayList<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        if (!file.getFileName().toString().endsWith("Events.java")) {
          LITERAL
              .matcher(Files.readString(file))
              .results()
              .map(found -> found.group(1))
              .filter(actions::contains)
              .forEach(action -> spelled.add(file.getFileName() + " " + action));
        }
      }
    }

    assertThat(spelled).isEmpty();
  }

  @Test
  void the_number_of_revoked_tokens_has_one_spelling_so_that_usage_counts_all_of_them()
      throws IOException {
    var spelled = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (Files.readString(file).contains("\"revoked_token_count\"")) {
          spelled.add(file.getFileName().toString());
        }
      }
    }

    // The second is the member of a response.
    assertThat(spelled).containsExactly("AgentView.java", "EventField.java");
    assertThat(TYPES)
        .filteredOn(EventType::countsRevokedTokens)
        .extracting(EventType::action)
        .contains("organization.suspended", "organization.suspension_counted");
  }

  @Test
  void a_sample_has_exactly_the_members_of_its_schema() {
    for (var type : TYPES) {
      var schema = type.publicSchema();
      var sample = type.publicSample();

      assertThat(Set.copyOf(sample.propertyNames()))
          .as(type.action())
          .isEqualTo(Set.copyOf(schema.path("properties").propertyNames()));
      for (var field : type.fields()) {
        assertThat(field.accepts(field.sample())).as(type.action() + " " + field.name()).isTrue();
      }
    }
  }

  @Test
  void what_is_sent_has_neither_secrets_nor_addresses() {
    assertThat(TYPES)
        .filteredOn(EventType::isSent)
        .flatExtracting(EventType::fields)
        .extracting(EventField::name)
        .doesNotContain(
            "secret",
            "client_secret",
            "token",
            "access_token",
            "refresh_token",
            "password",
            "ip_address",
            "user_agent");
  }

  @Test
  void the_public_form_has_the_declared_fields_in_their_order_and_nothing_else() {
    var type =
        TYPES.stream().filter(one -> one.action().equals("agent.decommissioned")).findFirst();
    var metadata = Json.object().put("secret", "must not leave").put("revoked_token_count", 3L);

    assertThat(type.orElseThrow().publicForm(metadata)).hasToString("{\"revokedTokenCount\":3}");
  }

  @Test
  void the_list_in_the_documentation_is_written_from_the_catalogue() throws IOException {
    var text = Files.readString(PAGE);
    var before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
    var after = text.substring(text.indexOf(END));
    var expected = before + "\n\n" + table() + "\n" + after;
    if (Boolean.getBoolean("signet.docs.write")) {
      Files.writeString(PAGE, expected);
    }

    assertThat(Files.readString(PAGE))
        .as("write it again with mvn test -Dtest=EventCatalogTest -Dsignet.docs.write=true")
        .isEqualTo(expected);
  }

  private static String table() {
    var rows =
        new StringBuilder("| Action | When | Metadata | Webhooks |\n| --- | --- | --- | --- |\n");
    for (var type : TYPES) {
      var fields =
          type.fields().stream()
              .map(field -> "`" + field.name() + "`" + (field.isOptional() ? "?" : ""))
              .collect(Collectors.joining(", "));
      var sent =
          switch (type.audience()) {
            case EventType.Audience.Organization() -> "organization";
            case EventType.Audience.Operators() -> "operators";
            case EventType.Audience.NotSent(var reason) -> "not sent: " + reason;
          };
      rows.append(
          "| `%s` | %s | %s | %s |\n".formatted(type.action(), type.summary(), fields, sent));
    }
    return rows.toString();
  }
}
