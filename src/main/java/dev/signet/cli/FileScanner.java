package dev.signet.cli;

import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretScanner;
import dev.signet.base.secrets.SecretScanner.SecretMatch;
import dev.signet.cli.CommandFailed.CommandExit;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/// Searches files for secrets, directory by directory, in the order of their names. It reads all
/// files, whatever their names, and counts those that it cannot read. A symbolic link is followed
/// if it was given as an argument, and not if it was found in a directory.
final class FileScanner {

  /// Receives the matches.
  @FunctionalInterface
  interface FileMatchHandler {
    void handle(String file, SecretMatch find, Supplier<Secret> secret);
  }

  /// A file or folder that could not be read, and why.
  record UnreadFile(String file, String reason) {}

  private final SecretScanner scanner = new SecretScanner();
  private final FileMatchHandler handler;
  private final List<UnreadFile> unread = new ArrayList<>();

  // Read by the progress line while the scan runs.
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private long links;
  private long gitObjects;

  /// @param finds receives each match when it is found
  FileScanner(FileMatchHandler finds) {
    this.handler = finds;
  }

  /// Scans a file, or a directory with everything in it.
  ///
  /// @param named the name for the report
  /// @throws CommandFailed when the file does not exist
  void scan(Path path, String named) {
    if (!Files.exists(path)) {
      throw new CommandFailed(CommandExit.USAGE, printable(named) + " does not exist");
    }
    record Place(Path path, String named) {}
    Deque<Place> waiting = new ArrayDeque<>(List.of(new Place(path, named)));
    for (var first = true; !waiting.isEmpty(); first = false) {
      var place = waiting.pop();
      try {
        var attributes = attributes(place.path(), first);
        if (attributes.isDirectory()) {
          children(place.path())
              .forEach(child ->
                  waiting.push(new Place(child, joined(place.named(), child.getFileName()))));
        } else if (attributes.isRegularFile()) {
          read(place.path(), place.named(), first);
        } else if (attributes.isSymbolicLink()) {
          links++;
        } else {
          unread.add(new UnreadFile(place.named(), "not a regular file"));
        }
      } catch (IOException e) {
        unread.add(new UnreadFile(place.named(), reason(e)));
      }
    }
  }

  /// Scans a stream to its end.
  void scan(InputStream in, String named) throws IOException {
    bytes.addAndGet(
        scanner.scan(
            in,
            (find, secret) -> {
              handler.handle(named, find, secret);
              return true;
            }));
    files.incrementAndGet();
  }

  private static BasicFileAttributes attributes(Path path, boolean named) throws IOException {
    return named
        ? Files.readAttributes(path, BasicFileAttributes.class)
        : Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /// In reverse order, because they are pushed onto a stack.
  private static List<Path> children(Path folder) throws IOException {
    try (var children = Files.newDirectoryStream(folder)) {
      var sorted =
          new ArrayList<>(StreamSupport.stream(children.spliterator(), false).sorted().toList());
      Collections.reverse(sorted);
      return sorted;
    }
  }

  private void read(Path file, String named, boolean follow) throws IOException {
    try (var in =
        follow
            ? Files.newInputStream(file)
            : Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      scan(in, named);
    }
    if (isGitObject(file)) {
      gitObjects++;
    }
  }

  /// Whether this is one of the compressed files in which Git stores contents and history.
  private static boolean isGitObject(Path file) {
    var inGit = false;
    for (var name : file) {
      if (inGit && name.toString().equals("objects")) {
        return true;
      }
      inGit |= name.toString().endsWith(".git");
    }
    return false;
  }

  private static String joined(String folder, Path name) {
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _, FileNotFoundException _ -> "deleted meanwhile";
      default -> String.valueOf(e.getMessage());
    };
  }

  /// A file name on one line: control characters, which could move the cursor, are escaped.
  static String printable(String name) {
    return name.codePoints()
        .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
        .reduce("", String::concat);
  }

  List<UnreadFile> unread() {
    return List.copyOf(unread);
  }

  long files() {
    return files.get();
  }

  long bytes() {
    return bytes.get();
  }

  long links() {
    return links;
  }

  long gitObjects() {
    return gitObjects;
  }
}
