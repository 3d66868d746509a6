package dev.signet.identity.agents;

import java.util.Locale;

/// Whether a client can keep a secret ([RFC 6749
/// §2.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.1)).
public enum ClientType {
  /// It authenticates with a credential.
  CONFIDENTIAL,
  /// A program on users' devices, which only names its client id. It has no credentials.
  PUBLIC;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
