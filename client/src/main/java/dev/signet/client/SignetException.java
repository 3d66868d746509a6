package dev.signet.client;

import org.jspecify.annotations.Nullable;

/** Why an agent did not get what it asked Signet for. No message holds a secret or a token. */
public abstract sealed class SignetException extends RuntimeException
    permits RefusedException,
        UnreachableException,
        InvalidResponseException,
        CredentialLostException {

  SignetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
