package dev.signet.client;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Stores of a kind that somebody else may write. */
final class Stores {
  private Stores() {}

  /** One that a single test has for itself. */
  static class InMemory implements CredentialStore {
    private Kept kept;

    InMemory(Credential.Shared credential) {
      this.kept = Kept.of(credential, Instant.EPOCH);
    }

    @Override
    public Optional<Kept> read() {
      return Optional.of(kept);
    }

    @Override
    public void write(Kept kept) {
      this.kept = kept;
    }

    @Override
    public synchronized <T> T exclusively(Supplier<T> work) {
      return work.get();
    }
  }
}
