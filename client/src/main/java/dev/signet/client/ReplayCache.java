package dev.signet.client;

import java.time.Instant;

/**
 * Remembers which proofs have been used. {@link TokenVerifier} has one in memory; where several
 * processes serve one API, they need one between them, or a proof can be used once with each.
 */
public interface ReplayCache {
  /**
   * Notes one use, and says whether it is the first. Of two callers at the same time one is told
   * so.
   *
   * @param id names the proof
   * @param forgetAfter from when on the proof is refused for its age
   */
  boolean isFirstUse(String id, Instant forgetAfter);
}
