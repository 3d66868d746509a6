package dev.signet.events.audit;

/// A place in the trail: a chain, and its last event so far.
///
/// @param seq 0 before the first
public record ChainPosition(String chainId, long seq) {}
