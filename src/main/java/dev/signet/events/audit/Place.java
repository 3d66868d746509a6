package dev.signet.events.audit;

import org.jspecify.annotations.Nullable;

/// Where a check has come to in a chain.
///
/// @param hash null when it is not known what the next link should follow, as a fault was told here
record Place(long seq, @Nullable String hash) {
  static final Place BEGINNING = new Place(0, Link.GENESIS);

  static Place at(Anchor anchor) {
    return new Place(anchor.seq(), anchor.hash());
  }

  static Place at(Link link) {
    return new Place(link.seq(), link.hash());
  }

  /// Whether a link is the next one, and as it was when its hash was taken.
  boolean isFollowedBy(Link link) {
    return link.seq() == seq + 1 && isFollowedBy(link.prevHash()) && link.isWhole();
  }

  boolean isFollowedBy(String prevHash) {
    return hash == null || hash.equals(prevHash);
  }
}
