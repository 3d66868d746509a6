package dev.signet.events.audit;

import java.io.Serial;
import java.nio.file.Path;

/// The file with the ends of the audit log cannot be read.
public final class UnreadableHeadFile extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  UnreadableHeadFile(Path file, Throwable cause) {
    super(
        "The file "
            + file
            + " can't be read. It contains the ends of the audit log; move it away if you do not"
            + " need the comparison with the database.",
        cause);
  }
}
