package dev.signet.client;

import org.jspecify.annotations.Nullable;

/** A request to Signet failed. Messages never contain a secret or a token. */
public abstract sealed class SignetException extends RuntimeException
    permits RefusedException,
        UnreachableException,
        InvalidResponseException,
        CredentialLostException {

  SignetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
