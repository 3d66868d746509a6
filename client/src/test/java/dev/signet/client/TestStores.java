package dev.signet.client;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Credential stores as users of the library may write them. */
final class TestStores {
  private TestStores() {}

  /** A store in memory, for one test. */
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
