package dev.signet.identity.registration;

/// Who may register an agent without being an operator.
public enum RegistrationPolicy {
  /// Nobody.
  CLOSED,
  /// Whoever shows an invite.
  INVITE,
  /// Anybody.
  OPEN
}
