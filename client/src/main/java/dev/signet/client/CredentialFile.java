package dev.signet.client;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A credential in a file that only its owner can read. The file is replaced atomically: after a
 * crash it has the old or the new content. Several programs may share it.
 */
public final class CredentialFile implements CredentialStore {
  private final PrivateFile file;

  private CredentialFile(PrivateFile file) {
    this.file = file;
  }

  /** The store in this file, which does not have to exist yet. */
  public static CredentialFile at(Path path) {
    return new CredentialFile(new PrivateFile(path));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException when other users can read the file, or it does not contain a
   *     credential
   */
  @Override
  public Optional<StoredCredential> read() {
    try {
      return file.read().map(StoredCredential::parse);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          file + " does not contain a credential: " + e.getMessage(), e);
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
