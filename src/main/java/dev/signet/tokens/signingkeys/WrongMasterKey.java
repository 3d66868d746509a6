package dev.signet.tokens.signingkeys;

/// The data was sealed with another master key than the current one. The message is for the
/// administrator who starts the server.
public final class WrongMasterKey extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongMasterKey() {
    super(
        "The master key is not the one that this database was created with. Provide the right one"
            + " (master.key in the data folder, SIGNET_MASTER_KEY or SIGNET_MASTER_KEY_COMMAND).");
  }
}
