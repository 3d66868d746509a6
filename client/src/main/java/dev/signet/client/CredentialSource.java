package dev.signet.client;

import java.util.function.Function;

/** Provides the credential of the agent. */
sealed interface CredentialSource permits CredentialSource.Fixed, RotatingCredential {
  /** Runs the action with the current credential. */
  <T> T withCredential(Function<Credential, T> work);

  /** A fixed credential, which is never rotated. */
  record Fixed(Credential credential) implements CredentialSource {
    @Override
    public <T> T withCredential(Function<Credential, T> work) {
      return work.apply(credential);
    }
  }
}
