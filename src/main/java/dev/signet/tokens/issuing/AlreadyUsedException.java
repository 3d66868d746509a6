package dev.signet.tokens.issuing;

import dev.signet.validity.replay.OneTimeUse;

/// Something that came with the request may be used once, and was used before: nothing was made.
/// How that is told depends on what it was, so the grants do it.
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
