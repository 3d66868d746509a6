package dev.signet.client;

import java.util.function.Function;

/** Who the agent is, and with what it shows that. */
sealed interface Identity permits Identity.Fixed, Rotation {
  /** Does this with the credential that is good now. */
  <T> T use(Function<Credential, T> work);

  /** A credential that the program brings along, and nobody changes. */
  record Fixed(Credential credential) implements Identity {
    @Override
    public <T> T use(Function<Credential, T> work) {
      return work.apply(credential);
    }
  }
}
