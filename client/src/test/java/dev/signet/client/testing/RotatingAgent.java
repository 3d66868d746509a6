package dev.signet.client.testing;

import dev.signet.client.CredentialFile;
import dev.signet.client.CredentialStore;
import dev.signet.client.SignetClient;
import dev.signet.client.StoredCredential;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An agent's program that rotates its credential, and may die at a given point. */
public final class RotatingAgent {

  /** Where the program ends, as if its machine had lost power. */
  public enum CrashPoint {
    NONE,
    AFTER_ROTATION_STORED,
    BEFORE_NEW_CREDENTIAL_STORED,
    AFTER_NEW_CREDENTIAL_STORED
  }

  private RotatingAgent() {}

  /** Starts it in a process of its own. */
  public static JavaProcess start(String issuer, Path store, CrashPoint death) {
    return JavaProcess.start(RotatingAgent.class, issuer, store.toString(), death.name());
  }

  /** Rotates what is in the file {@code args[1]} at the issuer {@code args[0]}. */
  public static void main(String[] args) {
    var store = new CrashingStore(CredentialFile.at(Path.of(args[1])), CrashPoint.valueOf(args[2]));
    SignetClient.builder(args[0]).credential(store).build().rotate();
  }

  private record CrashingStore(CredentialStore store, CrashPoint crashPoint, AtomicInteger writes)
      implements CredentialStore {
    CrashingStore(CredentialStore store, CrashPoint death) {
      this(store, death, new AtomicInteger());
    }

    @Override
    public Optional<StoredCredential> read() {
      return store.read();
    }

    @Override
    public void write(StoredCredential kept) {
      var write = writes.incrementAndGet();
      crashIf(write == 2 && crashPoint == CrashPoint.BEFORE_NEW_CREDENTIAL_STORED);
      store.write(kept);
      crashIf(write == 1 && crashPoint == CrashPoint.AFTER_ROTATION_STORED);
      crashIf(write == 2 && crashPoint == CrashPoint.AFTER_NEW_CREDENTIAL_STORED);
    }

    private static void crashIf(boolean now) {
      if (now) {
        Runtime.getRuntime().halt(137);
      }
    }

    @Override
    public <T> T runExclusively(Supplier<T> work) {
      return store.runExclusively(work);
    }
  }
}
