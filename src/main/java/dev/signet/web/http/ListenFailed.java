package dev.signet.web.http;

/// The web server cannot listen at the configured address. The message is for the operator who
/// starts it.
public final class ListenFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenFailed(String where, Throwable cause) {
    super(
        "Cannot listen on "
            + where
            + ": the port is in use, or the address is not one of this machine's",
        cause);
  }
}
