/// The benchmark failed; the message is a sentence for the user.
final class BenchFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchFailure(String message) {
    super(message, null, false, false);
  }
}
