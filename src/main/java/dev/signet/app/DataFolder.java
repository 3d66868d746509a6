package dev.signet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// The folder with the database, the keys and the audit heads.
final class DataFolder {
  private DataFolder() {}

  /// Creates the folder, for its owner only, where it does not exist.
  ///
  /// @throws BadSettings when it cannot be created
  static void create(Path data) {
    try {
      var parent = data.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.isDirectory(data)) {
        Files.createDirectory(
            data,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new BadSettings(List.of("--data (SIGNET_DATA): cannot create the folder " + data));
    }
  }
}
