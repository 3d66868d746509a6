/// Why there are no figures, in a sentence for whoever asked for them.
final class BenchFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  BenchFailure(String message) {
    super(message, null, false, false);
  }
}
