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

/// Looks for secrets in files, folder by folder, in the order of their names. All files are read,
/// whatever their names say; what is not, is counted. Symbolic links are followed where they are
/// named, and not where they are met.
final class FileScanner {

  /// Receives what is found, and in which file.
  @FunctionalInterface
  interface FileMatchHandler {
    void handle(String file, SecretMatch find, Supplier<Secret> secret);
  }

  /// A file or folder that could not be read, and why.
  record UnreadFile(String file, String reason) {}

  private final SecretScanner scanner = new SecretScanner();
  private final FileMatchHandler handler;
  private final List<UnreadFile> unread = new ArrayList<>();

  // What the line that shows the progress reads while this goes on.
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private long links;
  private long gitObjects;

  /// @param finds told of each as it is found: in which file, and what
  FileScanner(FileMatchHandler finds) {
    this.handler = finds;
  }

  /// Looks through a file, or through a folder and all that is in it.
  ///
  /// @param named as it is to be called
  /// @throws Failed when there is no such file
  void scan(Path path, String named) {
    if (!Files.exists(path)) {
      throw new CommandFailed(CommandExit.USAGE, printable(named) + " is not there");
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
          unread.add(new UnreadFile(place.named(), "no regular file"));
        }
      } catch (IOException e) {
        unread.add(new UnreadFile(place.named(), reason(e)));
      }
    }
  }

  /// Looks through a stream to its end.
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

  /// The last first, as they go onto a stack.
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

  /// Whether this is one of the compressed files in which Git keeps contents and history.
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
      case NoSuchFileException _, FileNotFoundException _ -> "gone meanwhile";
      default -> String.valueOf(e.getMessage());
    };
  }

  /// A file's name on one line: what could move the cursor is made visible.
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
