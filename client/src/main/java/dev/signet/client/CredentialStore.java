package dev.signet.client;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where an agent keeps the secret it shares with the server, so that it can give itself a new one.
 * {@link CredentialFile} keeps it in a file; others may keep it in a vault, and store what {@link
 * StoredCredential#toJson} says.
 *
 * <p>What is written must be there after a crash once {@link #write} has returned, and whoever
 * reads gets what was written last, whole.
 */
public interface CredentialStore {
  /** What is kept; empty when nothing is. */
  Optional<StoredCredential> read();

  /** Keeps this instead of what was kept. Called within {@link #runExclusively}. */
  void write(StoredCredential kept);

  /**
   * Does this while nobody else does the like with the same store: no other thread, and no other
   * program where several share it. Calls may be nested.
   */
  <T> T runExclusively(Supplier<T> work);

  /**
   * Keeps this credential from now on, whatever was kept and however a rotation stood: what an
   * operator gave the agent.
   */
  default void replace(Credential.SharedSecret credential) {
    runExclusively(() -> {
      var kept = StoredCredential.of(credential, Clock.systemUTC().instant());
      write(kept);
      return kept;
    });
  }

  /**
   * Keeps this credential if there is none yet: what the agent was deployed with, and has perhaps
   * rotated since.
   *
   * @return this store
   */
  default CredentialStore initializeWith(Credential.SharedSecret credential) {
    runExclusively(() ->
        read()
            .orElseGet(() -> {
              var kept = StoredCredential.of(credential, Clock.systemUTC().instant());
              write(kept);
              return kept;
            }));
    return this;
  }
}
