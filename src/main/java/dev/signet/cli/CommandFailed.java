package dev.signet.cli;

/// A command that did not do what it was to; its message is the one sentence that says why.
final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// How a command ends, for scripts.
  enum CommandExit {
    OK(0),
    /// The server said no.
    REFUSED(1),
    /// What was looked for, and had better not be there, is there.
    FOUND(1),
    /// The command line is not right.
    USAGE(2),
    /// Nothing was found, but not everything could be looked at.
    INCOMPLETE(2),
    /// Nothing answers, or no Signet.
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
