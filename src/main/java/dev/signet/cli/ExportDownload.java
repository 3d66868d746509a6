package dev.signet.cli;

import dev.signet.cli.CommandFailed.CommandExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;

/// Downloads an export as a stream.
final class ExportDownload {
  private static final int BUFFER = 64 * 1024;

  private ExportDownload() {}

  /// Writes lines to a file that gets its name only when it is complete.
  ///
  /// @param things what the lines are, in the plural
  /// @return the number of lines
  /// @throws IOException when the lines end early
  static long into(Path file, InputStream lines, String things, Progress progress)
      throws IOException {
    var folder = file.toAbsolutePath().getParent();
    Path draft;
    OutputStream to;
    try {
      draft = Files.createTempFile(folder, ".signet-export-", ".part");
      to = Files.newOutputStream(draft);
    } catch (IOException e) {
      throw unwritable(e);
    }
    try {
      long count;
      try (to) {
        count = copy(lines, to, things, progress);
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      return count;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// @return the number of lines
  /// @throws IOException when the lines end early
  static long copy(InputStream lines, OutputStream to, String things, Progress progress)
      throws IOException {
    var count = new AtomicLong();
    progress.update(() -> count + " " + things);
    var buffer = new byte[BUFFER];
    for (int read; (read = lines.read(buffer)) >= 0; ) {
      write(to, buffer, read);
      for (var i = 0; i < read; i++) {
        if (buffer[i] == '\n') {
          count.incrementAndGet();
        }
      }
    }
    return count.get();
  }

  private static void write(OutputStream to, byte[] buffer, int length) {
    try {
      to.write(buffer, 0, length);
      to.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static CommandFailed unwritable(IOException e) {
    return new CommandFailed(CommandExit.USAGE, "The output cannot be written: " + e.getMessage());
  }
}
