package dev.signet.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.secrets.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes a secret into a file that only its owner can read.
final class SecretFileWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SecretFileWriter.class);

  private SecretFileWriter() {}

  /// Creates the file and flushes it to disk before the secret is used. An existing file is renamed
  /// and kept, as it may be the key of another database.
  static void write(Path file, Secret secret) {
    try {
      if (Files.exists(file)) {
        var kept = file.resolveSibling(file.getFileName() + "." + System.currentTimeMillis());
        Files.move(file, kept);
        LOG.atWarn().addKeyValue("file", kept).log("earlier key kept");
      }
      try (var channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        var bytes = ByteBuffer.wrap((secret.reveal() + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
