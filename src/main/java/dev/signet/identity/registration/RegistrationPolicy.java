package dev.signet.identity.registration;

/// Which callers other than operators may register an agent.
public enum RegistrationPolicy {
  /// Only operators.
  CLOSED,
  /// Callers with an invite.
  INVITE,
  /// Any caller.
  OPEN
}
