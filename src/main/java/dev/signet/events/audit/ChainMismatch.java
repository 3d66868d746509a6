package dev.signet.events.audit;

/// Something in the database that contradicts what this node knows to have been written.
///
/// @param chainId [Checkpoint#CHAIN] where it is a checkpoint
/// @param seq the place in the chain; a checkpoint's number
record ChainMismatch(String chainId, long seq, String what) {}
