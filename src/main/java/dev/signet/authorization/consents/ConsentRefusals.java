package dev.signet.authorization.consents;

import dev.signet.base.refusals.Refused;

/// The refusals of this room.
public final class ConsentRefusals {
  private ConsentRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("consent");
  }

  static Refused tokensBeingCounted() {
    return Refused.unavailable("ended; the tokens are being counted");
  }

  static Refused ending() {
    return Refused.unavailable("the consent is being ended");
  }

  /// The consent was blocked after the page was shown.
  public static Refused blocked() {
    return Refused.conflict(
        "consent_blocked", "An operator has blocked this client for the user at this resource");
  }
}
