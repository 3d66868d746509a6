package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.Set;

/// Reads secrets from files that the operator or the platform provides.
public final class SecretFileReader {
  private static final int MAX_BYTES = 4096;

  /// The permissions of other users than owner and group. The group may read: container platforms
  /// mount a secret as a file of `root` that it shares with the process by the group alone (mode
  /// 0440), and give a volume's files to the group when they mount it (mode 0660).
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private SecretFileReader() {}

  /// The content of the file, without surrounding white space.
  ///
  /// @throws BadSecretFile when every user of the machine may read or write it, when it is longer
  ///   than any secret, or when it cannot be read
  public static String read(Path file) {
    try {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null && !Collections.disjoint(OTHERS, view.readAttributes().permissions())) {
        throw new BadSecretFile(
            "every user of this machine can read or write it: chmod 600 it, or mount it with mode"
                + " 0400 or 0440");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new BadSecretFile("it is longer than any secret");
      }
      return Files.readString(file, UTF_8).strip();
    } catch (NoSuchFileException _) {
      throw new BadSecretFile("there is no such file");
    } catch (IOException e) {
      throw new BadSecretFile("it cannot be read: " + e.getClass().getSimpleName());
    }
  }
}
