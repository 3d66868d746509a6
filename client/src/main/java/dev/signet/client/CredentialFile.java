package dev.signet.client;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A credential in a file that its owner alone may read. Written as a whole: a crash leaves the old
 * content or the new, on disk. Several programs may share it.
 */
public final class CredentialFile implements CredentialStore {
  private final PrivateFile file;

  private CredentialFile(PrivateFile file) {
    this.file = file;
  }

  /** The store in this file, which need not be there yet. */
  public static CredentialFile at(Path path) {
    return new CredentialFile(new PrivateFile(path));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException when others may read the file, or it holds something else
   */
  @Override
  public Optional<StoredCredential> read() {
    try {
      return file.read().map(StoredCredential::parse);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " holds no credential: " + e.getMessage(), e);
    }
  }

  @Override
  public void write(StoredCredential kept) {
    file.runExclusively(() -> {
      file.replace(kept.toJson());
      return kept;
    });
  }

  @Override
  public <T> T runExclusively(Supplier<T> work) {
    return file.runExclusively(work);
  }

  @Override
  public String toString() {
    return "CredentialFile[" + file + "]";
  }
}
