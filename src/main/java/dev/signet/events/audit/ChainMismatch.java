package dev.signet.events.audit;

/// A contradiction between the database and what this node has written.
///
/// @param chainId [Checkpoint#CHAIN] for a checkpoint
/// @param seq the position in the chain; a checkpoint's number
record ChainMismatch(String chainId, long seq, String what) {}
