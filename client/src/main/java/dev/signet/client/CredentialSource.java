package dev.signet.client;

import java.util.function.Function;

/** Who the agent is, and with what it shows that. */
sealed interface CredentialSource permits CredentialSource.Fixed, RotatingCredential {
  /** Does this with the credential that is good now. */
  <T> T withCredential(Function<Credential, T> work);

  /** A credential that the program brings along, and nobody changes. */
  record Fixed(Credential credential) implements CredentialSource {
    @Override
    public <T> T withCredential(Function<Credential, T> work) {
      return work.apply(credential);
    }
  }
}
