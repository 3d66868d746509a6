package dev.signet.events.audit;

/// Which events of a chain the database has: those after `pruned`, up to `head`.
///
/// @param pruned the last event that retention has deleted; 0 when it has deleted none
/// @param head the last event; `pruned` when all have been deleted
public record ChainExtent(String chainId, long pruned, long head) {}
