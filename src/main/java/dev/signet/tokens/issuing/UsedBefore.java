package dev.signet.tokens.issuing;

import dev.signet.validity.replay.OneUse;

/// Something that came with the request may be used once, and was used before: nothing was made.
/// How that is told depends on what it was, so the grants do it.
public final class UsedBefore extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient OneUse use;

  public UsedBefore(OneUse use) {
    super(use.owner(), null, false, false);
    this.use = use;
  }

  public OneUse use() {
    return use;
  }
}
