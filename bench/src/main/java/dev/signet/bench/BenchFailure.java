package dev.signet.bench;

/// The benchmark failed; the message is a sentence for the user.
final class BenchFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String firstLine;

  BenchFailure(String message) {
    super(message, null, false, false);
    this.firstLine = message.lines().findFirst().orElse("");
  }

  /// The first line of the message.
  String firstLine() {
    return firstLine;
  }
}
