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

/// Compares `docs/settings.md` with the settings.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class SettingsReferenceTest {
  private static final Path FILE = Path.of("docs/settings.md");

  private static final String BEFORE =
      """
      # Settings

      <!-- Generated from the code: mvn test -Dtest=SettingsReferenceTest -Dsignet.docs.write=true -->

      Each setting is a flag of the listed commands and an environment variable; the flag wins. Settings are read once, at
      startup. The server does not start with an unknown setting or an invalid value, and reports all errors together.
      Durations are a whole number and `s`, `m`, `h` or `d`. `./signet doctor` accepts the settings of `serve` if there is
      an issuer, otherwise those of `dev`, and shows how it understands them.

      Other users of the machine can read the flags of a process: pass secrets in variables or files. The server refuses
      a file with a secret that every user can read; its group may read it (mode 0440). White space around the secret is
      ignored. The variables of Kubernetes Services (`SIGNET_SERVICE_HOST`, `SIGNET_PORT=tcp://…`) are not taken for settings.

      | Flag | Variable | Default | Values | Command | |
      | --- | --- | --- | --- | --- | --- |
      """;

  private static final String AFTER =
      """

      Some variables are not settings of the server:

      | Variable | Read by | |
      | --- | --- | --- |
      | `SIGNET_JAVA_OPTS` | the launcher | Options for the JVM, which override the launcher's own. |
      | `SIGNET_AOT` | the launcher | `off`: starts without the [AOT cache](operations.md#the-aot-cache), and does not create one. |
      | `SIGNET_URL` | the administrator's commands | The URL of the server. |
      | `SIGNET_OPERATOR_KEY`, `SIGNET_OPERATOR_KEY_FILE` | the administrator's commands | The operator key, or the file with it. |
      | `SIGNET_TEST_DATABASE_URL` | the tests | A PostgreSQL server to use instead of the one that the tests start. |
      """;

  @Test
  void the_reference_describes_every_setting() throws IOException {
    var reference = BEFORE + rows() + AFTER;
    if (Boolean.getBoolean("signet.docs.write")) {
      Files.writeString(FILE, reference);
    }

    assertThat(FILE)
        .as("write it again with mvn test -Dtest=SettingsReferenceTest -Dsignet.docs.write=true")
        .hasContent(reference);
  }

  private static String rows() {
    return Arrays.stream(Setting.values())
        .map(SettingsReferenceTest::row)
        .collect(Collectors.joining());
  }

  private static String row(Setting setting) {
    return "| `--%s` | `%s` | %s | %s | %s | %s |\n"
        .formatted(
            setting.flag(),
            setting.variable(),
            setting.defaultValue().isEmpty() ? "none" : "`" + setting.defaultValue() + "`",
            setting.type().range(),
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
