package dev.signet.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's own programs, unpacked from the class path, and the user who may run them:
/// PostgreSQL refuses to be root, so root (as in most containers) steps down to `postgres` or
/// `nobody` first.
final class PostgresBinaries {
  private static final Set<PosixFilePermission> ALL_READ =
      PosixFilePermissions.fromString("rwxr-xr-x");

  private final Path home;
  private final Optional<String> user;

  private PostgresBinaries(Path home, Optional<String> user) {
    this.home = home;
    this.user = user;
  }

  /// Unpacks them into `home`, a folder that exists and is empty.
  static PostgresBinaries unpackInto(Path home) throws IOException {
    Files.setPosixFilePermissions(home, ALL_READ);
    var archive = "/postgres-" + operatingSystem() + "-" + architecture() + ".txz";
    try (var packed = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new IllegalStateException(
            "No PostgreSQL for this machine ("
                + archive
                + " is not on the class path): set SIGNET_TEST_DATABASE_URL to a server's URL");
      }
      unpack(
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16))),
          home);
    }
    var root = Files.getAttribute(home, "unix:uid").equals(0);
    return new PostgresBinaries(home, root ? Optional.of(lesserUser()) : Optional.empty());
  }

  /// A program of PostgreSQL's with its arguments.
  List<String> program(String name, String... arguments) {
    var line = new ArrayList<String>();
    line.add(home.resolve("bin", name).toString());
    line.addAll(List.of(arguments));
    return line;
  }

  /// The process of a command line, run by a user who is not root.
  ProcessBuilder process(List<String> command) throws IOException {
    var line = new ArrayList<String>();
    if (user.isPresent()) {
      line.addAll(stepDown(user.get()));
    }
    line.addAll(command);
    // The caller's folder may be closed to that user.
    return new ProcessBuilder(line).directory(home.toFile()).redirectErrorStream(true);
  }

  /// Gives a new file or folder to that user only.
  void handOver(Path path) throws IOException {
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    if (user.isPresent()) {
      var owners = path.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(path, owners.lookupPrincipalByName(user.get()));
    }
  }

  private static void unpack(TarArchiveInputStream tar, Path home) throws IOException {
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      var target = home.resolve(entry.getName()).normalize();
      if (entry.isDirectory()) {
        Files.createDirectories(target);
      } else if (entry.isSymbolicLink()) {
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      } else {
        Files.createDirectories(target.getParent());
        Files.copy(tar, target);
        if ((entry.getMode() & 0100) != 0) {
          Files.setPosixFilePermissions(target, ALL_READ);
        }
      }
    }
  }

  private static List<String> stepDown(String user) throws IOException {
    if (installed("setpriv")) {
      var group = answer("id", "-g", user).orElseThrow();
      return List.of(
          "setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups", "--inh-caps=-all");
    }
    if (installed("runuser")) {
      return List.of("runuser", "-u", user, "--");
    }
    return List.of("su", user, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--");
  }

  private static String lesserUser() throws IOException {
    for (var name : List.of("postgres", "nobody")) {
      if (answer("id", "-u", name).isPresent()) {
        return name;
      }
    }
    throw new IllegalStateException(
        "PostgreSQL does not run as root, and there is no user 'nobody': set"
            + " SIGNET_TEST_DATABASE_URL to a server's URL");
  }

  private static boolean installed(String command) throws IOException {
    return answer("sh", "-c", "command -v " + command).isPresent();
  }

  private static Optional<String> answer(String... command) throws IOException {
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + command[0], e);
    }
  }

  private static String operatingSystem() {
    var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "arm_64";
      case String other -> other;
    };
  }
}
