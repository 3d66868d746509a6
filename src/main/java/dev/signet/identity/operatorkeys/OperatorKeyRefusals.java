package dev.signet.identity.operatorkeys;

import dev.signet.base.refusals.Refused;

/// The refusals of this room, other than errors of single fields.
public final class OperatorKeyRefusals {
  private OperatorKeyRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("operator key");
  }

  static Refused expired() {
    return Refused.conflict("operator_key_expired", "An expired key cannot be rotated");
  }

  static Refused revokedNotRotated() {
    return Refused.conflict("operator_key_revoked", "A revoked key cannot be rotated");
  }

  static Refused revokedNotReleased() {
    return Refused.conflict("operator_key_revoked", "A revoked key cannot be released");
  }

  static Refused quarantined() {
    return Refused.conflict(
        "operator_key_quarantined", "The key is in quarantine; release it or revoke it");
  }

  static Refused lastKey() {
    return Refused.conflict(
        "last_operator_key",
        "This is the last key that may do everything; create another one first");
  }

  static Refused revokedMeanwhile() {
    return Refused.unauthenticated("the operator key was revoked meanwhile");
  }
}
