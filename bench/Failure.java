/// Why there are no figures, in a sentence for whoever asked for them.
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message, null, false, false);
  }
}
