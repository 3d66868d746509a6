package dev.signet.events.audit;

import java.io.Serial;
import java.nio.file.Path;

/// The file that says where the audit log ended can't be read.
public final class UnreadableHeadFile extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableHeadFile(Path file, Throwable cause) {
    super(
        "The file "
            + file
            + " can't be read. It says where the audit log ended; move it away if you do not need"
            + " it compared with the database.",
        cause);
  }
}
