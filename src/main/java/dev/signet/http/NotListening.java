package dev.signet.http;

/// The web server cannot listen where it was told to. The message is for whoever starts it.
public final class NotListening extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotListening(String where) {
    super(
        "Cannot listen on " + where + ": the port is in use, or the address is not this machine's");
  }
}
