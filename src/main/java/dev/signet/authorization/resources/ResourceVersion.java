package dev.signet.authorization.resources;

/// How often a resource has changed.
///
/// @param generation what a token for the resource was issued under; a token of another generation
///   is not active
/// @param revision increases with every change, so that a transaction that issues tokens sees
///   whether it has read the resource as it is now
public record ResourceVersion(long generation, long revision) {
  static final ResourceVersion FIRST = new ResourceVersion(0, 1);

  ResourceVersion next() {
    return new ResourceVersion(generation, revision + 1);
  }
}
