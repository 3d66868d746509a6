package dev.signet.base.refusals;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.oauth.OAuthError;
import dev.signet.testing.OpenApiCheck;
import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The statuses and codes of refusals, over all records of [Refusal].
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class RefusalTest {
  private static final Path SOURCES = Path.of("src/main/java");

  private static final String SAMPLE = "sample_code";

  /// A literal code where a refusal is made.
  private static final Pattern LITERAL_CODE =
      Pattern.compile("(?:[cC]onflict|[fF]orbiddenWithCode)\\(\\s*\"([^\"]*)\"");

  /// Only pages of the console have them; the API description describes no page.
  private static final Set<String> ONLY_IN_THE_CONSOLE =
      Set.of(
          "consent_blocked",
          "invitation_accepted",
          "last_owner",
          "no_test_token",
          "not_fresh",
          "owner_exists",
          "passkey_exists",
          "too_many_passkeys",
          "unexpiring_key_required",
          "user_required");

  /// The answer to a method that the API description does not have for the path.
  private static final String UNDESCRIBED_METHOD = "method_not_allowed";

  @Test
  void every_refusal_has_the_status_of_an_error() {
    assertThat(refusals()).allSatisfy(refusal -> assertThat(refusal.status()).isBetween(400, 599));
  }

  @Test
  void every_refusal_has_a_code_in_snake_case() {
    assertThat(refusals())
        .allSatisfy(refusal ->
            assertThat(List.of(refusal.code(), refusal.oauthCode()))
                .allMatch(RefusalTest::isSnakeCase));
  }

  @Test
  void a_refusal_that_is_made_with_a_code_has_that_code() {
    assertThat(new Refusal.ForbiddenWithCode("agent_revoked", "").code())
        .isEqualTo("agent_revoked");
    assertThat(new Refusal.Conflict("email_taken", "").code()).isEqualTo("email_taken");
    assertThat(new Refusal.TemporaryConflict("slug_taken", "", Duration.ZERO).code())
        .isEqualTo("slug_taken");
  }

  @Test
  void the_API_description_has_every_code_of_a_refusal() {
    var codes = new TreeSet<String>();
    refusals().forEach(refusal -> codes.addAll(List.of(refusal.code(), refusal.oauthCode())));
    codes.remove(SAMPLE);
    codes.remove(UNDESCRIBED_METHOD);
    codes.removeAll(ONLY_IN_THE_CONSOLE);

    assertThat(describedCodes()).containsAll(codes);
  }

  @Test
  void the_API_description_has_every_code_that_a_room_gives_to_a_refusal() throws IOException {
    var codes = literalCodes();
    assertThat(codes).hasSizeGreaterThan(10).allMatch(RefusalTest::isSnakeCase);
    codes.removeAll(ONLY_IN_THE_CONSOLE);

    assertThat(describedCodes()).containsAll(codes);
  }

  private static boolean isSnakeCase(String code) {
    return code.matches("[a-z]+(_[a-z]+)*");
  }

  /// A sample of every record; one for each error where a record has an [OAuthError].
  private static List<Refusal> refusals() {
    return Arrays.stream(Refusal.class.getPermittedSubclasses())
        .flatMap(type -> Arrays.stream(OAuthError.values()).map(error -> sample(type, error)))
        .distinct()
        .toList();
  }

  private static Refusal sample(Class<?> type, OAuthError error) {
    var components = Objects.requireNonNull(type.getRecordComponents());
    try {
      return (Refusal)
          type.getDeclaredConstructor(
                  Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
              .newInstance(
                  Arrays.stream(components)
                      .map(component -> sampleValue(component, error))
                      .toArray());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " cannot be made", e);
    }
  }

  private static Object sampleValue(RecordComponent component, OAuthError error) {
    var type = component.getType();
    if (type == OAuthError.class) {
      return error;
    }
    if (type == String.class) {
      return SAMPLE;
    }
    if (type == List.class) {
      return List.of();
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(1);
    }
    if (type == Optional.class) {
      return Optional.of(
          component.getGenericType().getTypeName().contains(RateLimitWindow.class.getName())
              ? new RateLimitWindow(
                  "minute", 1, 0, Duration.ofMinutes(1), Instant.EPOCH, Duration.ZERO)
              : SAMPLE);
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == int.class) {
      return 401;
    }
    throw new AssertionError("no sample for " + type);
  }

  private static Set<String> literalCodes() throws IOException {
    var codes = new TreeSet<String>();
    try (var files = Files.walk(SOURCES)) {
      for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        LITERAL_CODE
            .matcher(Files.readString(file, UTF_8))
            .results()
            .forEach(match -> codes.add(match.group(1)));
      }
    }
    return codes;
  }

  /// The values that the members `error` of the API description can have.
  private static Set<String> describedCodes() {
    var codes = new TreeSet<String>();
    OpenApiCheck.document().findValues("error").stream()
        .flatMap(RefusalTest::values)
        .map(JsonNode::asString)
        .forEach(codes::add);
    return codes;
  }

  /// Those of an example, or of a schema.
  private static Stream<JsonNode> values(JsonNode error) {
    return error.isString()
        ? Stream.of(error)
        : Stream.concat(error.path("enum").valueStream(), Stream.of(error.path("const")))
            .filter(JsonNode::isString);
  }
}
