package dev.signet.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Holds `docs/settings.md` to the settings that there are.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class SettingsReferenceTest {
  private static final Path FILE = Path.of("docs/settings.md");

  private static final String BEFORE =
      """
      # Settings

      <!-- Made from the code: mvn test -Dtest=SettingsReferenceTest -Dsignet.docs.write=true -->

      Each setting is a flag of the commands that are named and an environment variable; the flag wins. They are read
      once, at the start. An unknown name or a bad value ends it, and all faults are told together. Durations are a whole
      number and `s`, `m`, `h` or `d`. `./signet doctor` takes the settings of
      `serve` if there is an issuer, else those of `dev`, and says what it makes of them.

      Other users of the machine can read the flags of a process: give secrets as variables, or in files. A file with a
      secret is refused when every user can read it; its group may (mode 0440). White space around the secret is ignored.
      What Kubernetes says of Services (`SIGNET_SERVICE_HOST`, `SIGNET_PORT=tcp://…`) is not taken for a setting.

      | Flag | Variable | Default | Command | |
      | --- | --- | --- | --- | --- |
      """;

  private static final String AFTER =
      """

      Some variables are read by others than the server:

      | Variable | Read by | |
      | --- | --- | --- |
      | `SIGNET_JAVA_OPTS` | the launcher | More options for the JVM; they win over the launcher's own. |
      | `SIGNET_AOT` | the launcher | `off`: starts without the [AOT cache](operations.md#the-aot-cache), and makes none. |
      | `SIGNET_URL` | the administrator's commands | Which server to speak to. |
      | `SIGNET_OPERATOR_KEY`, `SIGNET_OPERATOR_KEY_FILE` | the same | The key to show, or the file with it. |
      | `SIGNET_TEST_DATABASE_URL` | the tests | A PostgreSQL to use instead of one that the tests start. |
      """;

  @Test
  void the_reference_names_every_setting_as_it_is() throws IOException {
    var reference = BEFORE + rows() + AFTER;
    if (Boolean.getBoolean("signet.docs.write")) {
      Files.writeString(FILE, reference);
    }

    assertThat(FILE)
        .as("write it anew with mvn test -Dtest=SettingsReferenceTest -Dsignet.docs.write=true")
        .hasContent(reference);
  }

  private static String rows() {
    return Arrays.stream(Setting.values())
        .map(SettingsReferenceTest::row)
        .collect(Collectors.joining());
  }

  private static String row(Setting setting) {
    return "| `--%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            setting.flag(),
            setting.variable(),
            setting.defaultValue().isEmpty() ? "none" : "`" + setting.defaultValue() + "`",
            postures(setting),
            setting.description().replace("|", "\\|"));
  }

  private static String postures(Setting setting) {
    return Arrays.stream(Config.Posture.values())
        .filter(setting::isFor)
        .map(posture -> "`" + posture.name().toLowerCase(Locale.ROOT) + "`")
        .collect(Collectors.joining(", "));
  }
}
