package dev.signet.identity.leaks;

/// What becomes of a credential or key whose secret was reported. Tokens, and whatever can be got
/// anew without anybody's help, are ended in either case.
public enum LeakRemedy {
  /// It is ended for good.
  REVOKE,
  /// It does not work until an operator releases it, or ends it.
  QUARANTINE
}
