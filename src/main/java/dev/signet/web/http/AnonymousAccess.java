package dev.signet.web.http;

/// How the server treats requests without a credential.
public enum AnonymousAccess {
  /// `serve`: as unauthenticated.
  UNAUTHENTICATED,
  /// `dev`: as the operator.
  OPERATOR
}
