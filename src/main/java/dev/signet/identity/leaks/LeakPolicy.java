package dev.signet.identity.leaks;

/// What happens to a credential or key whose secret was reported. Tokens and other secrets that can
/// be replaced without an operator are revoked in either case.
public enum LeakPolicy {
  /// It is revoked permanently.
  REVOKE,
  /// It is rejected until an operator releases or revokes it.
  QUARANTINE
}
