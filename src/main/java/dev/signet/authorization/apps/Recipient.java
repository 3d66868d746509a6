package dev.signet.authorization.apps;

/// Who receives the answer to an authorization request, as far as its redirect URI proves it.
public enum Recipient {
  /// A client that an operator has registered, at its `https` address.
  REGISTERED_CLIENT,
  /// An app on a host that the operators trust.
  TRUSTED_HOST,
  /// An app on the host of its own metadata document.
  OWN_HOST,
  /// A host of which only the app itself says that it belongs to it.
  UNKNOWN_HOST,
  /// A program on the user's computer, whose name cannot be checked: others can listen there too,
  /// and claim a private scheme.
  LOCAL_PROGRAM;

  /// Whether only the client can receive the answer.
  public boolean isProven() {
    return this == REGISTERED_CLIENT || this == TRUSTED_HOST || this == OWN_HOST;
  }
}
