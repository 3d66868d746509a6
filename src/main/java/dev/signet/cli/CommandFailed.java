package dev.signet.cli;

/// A command failed; the message is one sentence that says why.
final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The exit codes of commands, for scripts.
  enum CommandExit {
    OK(0),
    /// The server refused.
    REFUSED(1),
    /// The scan found a secret.
    FOUND(1),
    /// The command line is invalid.
    USAGE(2),
    /// Nothing was found, but not everything could be read.
    INCOMPLETE(2),
    /// No server responds, or the server is not Signet.
    UNREACHABLE(3);

    private final int code;

    CommandExit(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  private final CommandExit exit;

  CommandFailed(CommandExit exit, String sentence) {
    super(sentence, null, false, false);
    this.exit = exit;
  }

  CommandExit exit() {
    return exit;
  }
}
