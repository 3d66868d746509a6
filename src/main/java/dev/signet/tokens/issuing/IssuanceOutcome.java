package dev.signet.tokens.issuing;

import dev.signet.base.refusals.RateLimitWindow;
import dev.signet.base.refusals.Refused;
import dev.signet.validity.replay.OneTimeUse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The result of committing an issuance.
sealed interface IssuanceOutcome {
  /// The issuance is on disk.
  ///
  /// @param rotatedAt for a refresh, the time of the successor
  /// @param limits what is left of limits of which at least 80 % are used
  record Committed(Optional<Instant> rotatedAt, List<RateLimitWindow> limits)
      implements IssuanceOutcome {
    Committed(Optional<Instant> rotatedAt) {
      this(rotatedAt, List.of());
    }
  }

  /// A limit of the organization is used up. Nothing of the request is consumed.
  record OverLimit(Refused refused) implements IssuanceOutcome {}

  /// The agent has changed since it was checked, or the signing key was withdrawn. The one-time
  /// uses are consumed all the same.
  record AgentChanged() implements IssuanceOutcome {}

  /// The organization is being suspended or reactivated, or its limits are being changed now.
  record OrganizationChanging() implements IssuanceOutcome {}

  /// A delegation above the token is being ended or narrowed now.
  record DelegationChanging() implements IssuanceOutcome {}

  /// The consent is being ended now, or has ended.
  record ConsentChanging() implements IssuanceOutcome {}

  /// What was issued for the authorization code has been revoked, because it was used again.
  record CodeUsedAgain() implements IssuanceOutcome {}

  /// A one-time use was consumed before.
  record AlreadyUsed(OneTimeUse use) implements IssuanceOutcome {}

  /// The refresh token was reused, and its family is still to be revoked.
  record ReusedWhileExchanged(RefreshToken presented) implements IssuanceOutcome {}

  /// The refresh token is not valid, or no longer valid.
  record RefreshRefused(String detail) implements IssuanceOutcome {}
}
