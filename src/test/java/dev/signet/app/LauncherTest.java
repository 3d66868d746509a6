package dev.signet.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher and `bin/rehearse`, in a clone with a fake JDK that only prints how it was called.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class LauncherTest {
  /// Called for a rehearsal it prints what it sees, and fails if there is a file `broken`.
  private static final String JAVA =
      """
      #!/bin/sh
      for last; do :; done
      if [ "$last" != rehearse ]; then
        echo "java $*"
        exit 0
      fi
      { pwd; ls; env; } >> "FOLDER/seen"
      if [ -f "FOLDER/broken" ]; then
        echo 'The rehearsal failed: out of luck' >&2
        exit 1
      fi
      for argument; do
        case $argument in -XX:AOTCache=*) echo cache > "${argument#*=}" ;; esac
      done
      """;

  @TempDir Path folder;

  private Path clone;
  private Path jdk;

  private record LauncherResult(int code, String out, String err) {}

  @BeforeEach
  void makeClone() throws IOException {
    clone = Files.createDirectories(folder.resolve("clone"));
    jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.createDirectories(clone.resolve("bin"));
    Files.createDirectories(clone.resolve("src/main"));
    Files.createDirectories(clone.resolve("target"));
    for (var name : List.of("signet", "bin/rehearse", "bin/toolchain.sh", "bin/jvm.options")) {
      Files.copy(Path.of(name), clone.resolve(name));
    }
    Files.writeString(clone.resolve("pom.xml"), "");
    Files.writeString(clone.resolve("target/signet.jar"), "jar");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    executable(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    executable(jdk.resolve("bin/java"), JAVA.replace("FOLDER", jdk.toString()));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private LauncherResult signet(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("sh", clone.resolve("signet").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", jdk.toString());
    builder.environment().putAll(environment);
    var err = Files.createTempFile(folder, "err", "");
    var process = builder.redirectError(err.toFile()).start();
    var out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new LauncherResult(process.waitFor(), out, Files.readString(err));
  }

  private List<Path> caches() throws IOException {
    try (var files = Files.list(clone.resolve("target"))) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }

  private List<Path> failures() throws IOException {
    try (var files = Files.list(clone.resolve("target"))) {
      return files.filter(file -> file.toString().endsWith(".aot.failed")).toList();
    }
  }

  @Test
  void a_rehearsal_sees_neither_the_environment_nor_the_folder_of_a_server()
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("signet-data"));
    Files.writeString(folder.resolve("signet-data/operator.key"), "sk_live_of_another_server");

    var ran =
        signet(
            Map.of(
                "SIGNET_OPERATOR_KEY", "sk_live_of_another_server",
                "SIGNET_URL", "https://id.example.com",
                "SIGNET_NO_SUCH_SETTING", "1",
                "SIGNET_JAVA_OPTS", "-Xmx1m",
                "JDK_JAVA_OPTIONS", "-Xmx2m"),
            "rehearse");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(caches()).hasSize(1).allSatisfy(cache -> assertThat(cache).isNotEmptyFile());
    assertThat(Files.readString(jdk.resolve("seen")))
        .contains("PATH=")
        .doesNotContain("SIGNET_", "JDK_JAVA_OPTIONS", "signet-data");
  }

  @Test
  void a_failed_rehearsal_leaves_no_cache_and_says_why() throws IOException, InterruptedException {
    Files.writeString(jdk.resolve("broken"), "");

    var ran = signet(Map.of(), "rehearse");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("out of luck", "The AOT cache could not be made");
    assertThat(caches()).isEmpty();
    assertThat(failures()).hasSize(1);
  }

  @Test
  void a_failed_rehearsal_is_reported_once_and_retried() throws IOException, InterruptedException {
    Files.writeString(jdk.resolve("broken"), "");
    signet(Map.of(), "rehearse");

    assertThat(signet(Map.of(), "dev").err())
        .isEqualTo(
            "The AOT cache could not be made beside an earlier start, and is tried again: The"
                + " rehearsal failed: out of luck\n");
    assertThat(signet(Map.of(), "dev").err()).isEmpty();
    signet(Map.of(), "rehearse");
    assertThat(signet(Map.of(), "dev").err()).as("failed again").isEmpty();

    Files.delete(jdk.resolve("broken"));
    assertThat(signet(Map.of(), "rehearse").code()).isZero();
    assertThat(failures()).isEmpty();
    assertThat(signet(Map.of(), "dev").out()).contains("-XX:AOTCache=" + caches().getFirst());
  }

  /// As earlier launchers left one.
  @Test
  void an_empty_cache_is_made_again() throws IOException, InterruptedException {
    signet(Map.of(), "rehearse");
    var cache = caches().getFirst();
    Files.writeString(cache, "");

    assertThat(signet(Map.of(), "dev").out()).doesNotContain("AOTCache");
    assertThat(signet(Map.of(), "rehearse").code()).isZero();
    assertThat(cache).isNotEmptyFile();
  }

  @Test
  void without_a_failure_nothing_is_printed() throws IOException, InterruptedException {
    assertThat(signet(Map.of(), "dev").err()).isEmpty();
    assertThat(signet(Map.of("SIGNET_AOT", "off"), "dev").err()).isEmpty();
  }
}
