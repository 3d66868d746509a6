package dev.signet.events.audit;

/// A position in the audit log: a chain, and its last event so far.
///
/// @param seq 0 before the first event
public record ChainPosition(String chainId, long seq) {}
