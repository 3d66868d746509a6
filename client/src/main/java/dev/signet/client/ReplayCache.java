package dev.signet.client;

import java.time.Instant;

/**
 * Remembers used proofs. {@link TokenVerifier} has one in memory; several processes of one API need
 * to share one, otherwise a proof can be used once with each of them.
 */
public interface ReplayCache {
  /**
   * Records a use, and returns whether it is the first. Of two concurrent calls, only one returns
   * true.
   *
   * @param id identifies the proof
   * @param forgetAfter the time after which the proof is too old to be accepted
   */
  boolean isFirstUse(String id, Instant forgetAfter);
}
