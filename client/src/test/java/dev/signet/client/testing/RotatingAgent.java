package dev.signet.client.testing;

import dev.signet.client.CredentialFile;
import dev.signet.client.CredentialStore;
import dev.signet.client.Kept;
import dev.signet.client.SignetClient;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An agent's program that rotates its credential, and may die at a given point. */
public final class RotatingAgent {

  /** Where the program ends, as if its machine had lost power. */
  public enum Death {
    NONE,
    ROTATION_NOTED,
    ANSWER_NOT_YET_KEPT,
    ANSWER_KEPT
  }

  private RotatingAgent() {}

  /** Starts it in a process of its own. */
  public static Program start(String issuer, Path store, Death death) {
    return Program.of(RotatingAgent.class, issuer, store.toString(), death.name());
  }

  /** Rotates what is in the file {@code args[1]} at the issuer {@code args[0]}. */
  public static void main(String[] args) {
    var store = new MortalStore(CredentialFile.at(Path.of(args[1])), Death.valueOf(args[2]));
    SignetClient.builder(args[0]).credential(store).build().rotate();
  }

  private record MortalStore(CredentialStore store, Death death, AtomicInteger writes)
      implements CredentialStore {
    MortalStore(CredentialStore store, Death death) {
      this(store, death, new AtomicInteger());
    }

    @Override
    public Optional<Kept> read() {
      return store.read();
    }

    @Override
    public void write(Kept kept) {
      var write = writes.incrementAndGet();
      dieIf(write == 2 && death == Death.ANSWER_NOT_YET_KEPT);
      store.write(kept);
      dieIf(write == 1 && death == Death.ROTATION_NOTED);
      dieIf(write == 2 && death == Death.ANSWER_KEPT);
    }

    private static void dieIf(boolean now) {
      if (now) {
        Runtime.getRuntime().halt(137);
      }
    }

    @Override
    public <T> T exclusively(Supplier<T> work) {
      return store.exclusively(work);
    }
  }
}
