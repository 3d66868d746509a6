package dev.signet.events.audit;

import org.jspecify.annotations.Nullable;

/// The position of a verification in a chain.
///
/// @param hash null when the hash before the next link is unknown, because a fault was reported
///   here
record Cursor(long seq, @Nullable String hash) {
  static final Cursor BEGINNING = new Cursor(0, ChainLink.GENESIS);

  static Cursor at(PruningAnchor anchor) {
    return new Cursor(anchor.seq(), anchor.hash());
  }

  static Cursor at(ChainLink link) {
    return new Cursor(link.seq(), link.hash());
  }

  /// Whether a link is the next one, and its hash is right.
  boolean isFollowedBy(ChainLink link) {
    return link.seq() == seq + 1 && isFollowedBy(link.prevHash()) && link.isHashValid();
  }

  boolean isFollowedBy(String prevHash) {
    return hash == null || hash.equals(prevHash);
  }
}
