package dev.signet.tokens.signingkeys;

/// The data was sealed under another master key than the one at hand. The message is for whoever
/// starts the server.
public final class WrongMasterKey extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongMasterKey() {
    super(
        "The master key is not the one this database was made with. Give the right one"
            + " (master.key in the data folder, SIGNET_MASTER_KEY or SIGNET_MASTER_KEY_COMMAND).");
  }
}
