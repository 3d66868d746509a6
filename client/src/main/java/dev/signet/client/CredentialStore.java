package dev.signet.client;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Stores the secret that an agent shares with the server, so that the agent can rotate it. {@link
 * CredentialFile} stores it in a file; other implementations may use a vault, and store the text of
 * {@link StoredCredential#toJson}.
 *
 * <p>A write has to be durable when {@link #write} returns, and {@link #read} has to return the
 * last written value, complete.
 */
public interface CredentialStore {
  /** The stored credential; empty if there is none. */
  Optional<StoredCredential> read();

  /** Replaces the stored credential. Called within {@link #runExclusively}. */
  void write(StoredCredential kept);

  /**
   * Runs the action exclusively for this store: no other thread, and no other program that shares
   * the store, runs one at the same time. Calls may be nested.
   */
  <T> T runExclusively(Supplier<T> work);

  /**
   * Stores a credential that an operator gave the agent. It replaces the stored credential and any
   * unfinished rotation.
   */
  default void replace(Credential.SharedSecret credential) {
    runExclusively(() -> {
      var kept = StoredCredential.of(credential, Clock.systemUTC().instant());
      write(kept);
      return kept;
    });
  }

  /**
   * Stores this credential if the store is empty. Use it for the credential that the agent was
   * deployed with, which it may have rotated since.
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
