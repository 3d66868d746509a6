package dev.signet.tokens.issuing;

import dev.signet.validity.replay.OneTimeUse;

/// A part of the request that may be used once was used before, so nothing was issued. The response
/// depends on which part it was, so the grants handle it.
public final class AlreadyUsedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient OneTimeUse use;

  public AlreadyUsedException(OneTimeUse use) {
    super(use.namespace(), null, false, false);
    this.use = use;
  }

  public OneTimeUse use() {
    return use;
  }
}
