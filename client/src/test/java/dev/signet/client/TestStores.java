package dev.signet.client;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Stores of a kind that somebody else may write. */
final class TestStores {
  private TestStores() {}

  /** One that a single test has for itself. */
  static class InMemory implements CredentialStore {
    private StoredCredential kept;

    InMemory(Credential.SharedSecret credential) {
      this.kept = StoredCredential.of(credential, Instant.EPOCH);
    }

    @Override
    public Optional<StoredCredential> read() {
      return Optional.of(kept);
    }

    @Override
    public void write(StoredCredential kept) {
      this.kept = kept;
    }

    @Override
    public synchronized <T> T runExclusively(Supplier<T> work) {
      return work.get();
    }
  }
}
