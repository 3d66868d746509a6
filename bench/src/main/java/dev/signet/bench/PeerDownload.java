package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/// Downloads the peers from the package registries with their own clients, which verify the
/// checksums. Existing files are not downloaded again.
final class PeerDownload {
  static final String KEYCLOAK = "26.7.3";

  private static final String DEPENDENCY_PLUGIN =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

  private final Path sources;
  private final Path target;
  private final Path log;
  private final BenchResources started;

  /// @param root of the repository
  PeerDownload(Path root, Path log, BenchResources started) throws IOException {
    this.sources = root.resolve("bench/peers");
    this.target = Files.createDirectories(root.resolve("target/bench-peers"));
    this.log = log;
    this.started = started;
  }

  /// Where Keycloak is unpacked and built.
  ///
  /// @param database as Keycloak names it
  Path keycloak(String database) {
    var home = target.resolve("keycloak-" + KEYCLOAK);
    if (!Files.isDirectory(home)) {
      var unpacked = empty(target.resolve("unpacking"));
      run(
          target,
          "mvn",
          "-B",
          "-ntp",
          "--strict-checksums",
          DEPENDENCY_PLUGIN + ":unpack",
          "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + KEYCLOAK + ":zip",
          "-DoutputDirectory=" + unpacked);
      move(unpacked.resolve(home.getFileName()), home);
      delete(unpacked);
    }
    var built = home.resolve("built-for-" + database);
    if (!Files.exists(built)) {
      try (var files = Files.newDirectoryStream(home, "built-for-*")) {
        for (var earlier : files) {
          Files.delete(earlier);
        }
        run(home, "bin/kc.sh", "build", "--db=" + database);
        Files.createFile(built);
      } catch (IOException e) {
        throw new BenchFailure("Keycloak cannot be built: " + e.getMessage());
      }
    }
    // Left by an earlier run; two benchmarks never run at the same time.
    delete(home.resolve("data"));
    return home;
  }

  /// The application, built.
  Path spring() {
    var sources = this.sources.resolve("spring");
    var folder = target.resolve("spring");
    var jar = folder.resolve("spring.jar");
    if (isOlder(jar, sources)) {
      run(
          sources,
          "mvn",
          "-B",
          "-ntp",
          "--strict-checksums",
          "-Dbench.target=" + folder,
          "clean",
          "package");
    }
    return jar;
  }

  /// The versions of Spring and of Spring Boot, which selects it.
  static String springVersion(Path jar) {
    try (var zip = new ZipFile(jar.toFile())) {
      var names = zip.stream().map(entry -> entry.getName()).toList();
      return "%s (Spring Boot %s)"
          .formatted(
              version(names, "spring-security-oauth2-authorization-server"),
              version(names, "spring-boot"));
    } catch (IOException e) {
      throw new BenchFailure("cannot read " + jar + ": " + e.getMessage());
    }
  }

  private static String version(List<String> names, String artifact) {
    var jar = Pattern.compile("BOOT-INF/lib/" + artifact + "-(\\d[^/]*)\\.jar");
    return names.stream()
        .map(jar::matcher)
        .filter(found -> found.matches())
        .map(found -> found.group(1))
        .findFirst()
        .orElse("?");
  }

  /// The folder with the server and its dependencies.
  Path oidcProvider() {
    var sources = this.sources.resolve("oidc-provider");
    var folder = target.resolve("oidc-provider");
    try {
      if (isOlder(folder.resolve("fetched"), sources)) {
        empty(folder);
        for (var file : List.of("package.json", "server.mjs")) {
          Files.copy(sources.resolve(file), folder.resolve(file));
        }
        run(
            folder,
            "npm",
            "install",
            "--omit=dev",
            "--ignore-scripts",
            "--no-package-lock",
            "--no-audit",
            "--no-fund");
        Files.createFile(folder.resolve("fetched"));
      }
      return folder;
    } catch (IOException e) {
      throw new BenchFailure("oidc-provider cannot be assembled: " + e.getMessage());
    }
  }

  static String oidcProviderVersion(Path folder) {
    var file = folder.resolve("node_modules/oidc-provider/package.json");
    try {
      var version = Pattern.compile("\"version\": *\"([^\"]+)\"").matcher(Files.readString(file));
      return version.find() ? version.group(1) : "?";
    } catch (IOException e) {
      throw new BenchFailure("cannot read " + file + ": " + e.getMessage());
    }
  }

  private void run(Path folder, String... command) {
    var name = Path.of(command[0]).getFileName().toString();
    var line = new ArrayList<>(List.of(command));
    if (command[0].contains("/")) {
      line.set(0, folder.resolve(command[0]).toString());
    }
    var builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      var process = builder.start();
      AutoCloseable fetching = () -> BenchProcess.end(process);
      started.start(() -> fetching);
      var status = process.waitFor();
      started.stop(fetching);
      if (status != 0) {
        throw new BenchFailure("`%s` failed; see %s".formatted(name, log));
      }
    } catch (IOException e) {
      throw new BenchFailure(name + " cannot be run");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  private static boolean isOlder(Path made, Path sources) {
    try (var files = Files.walk(sources)) {
      if (!Files.exists(made)) {
        return true;
      }
      var time = Files.getLastModifiedTime(made);
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (Files.getLastModifiedTime(file).compareTo(time) > 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new BenchFailure("cannot read " + sources + ": " + e.getMessage());
    }
  }

  private static Path empty(Path folder) {
    delete(folder);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BenchFailure("cannot create " + folder + ": " + e.getMessage());
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new BenchFailure("cannot move " + from + ": " + e.getMessage());
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new BenchFailure("cannot remove " + folder + ": " + e.getMessage());
    }
  }
}
