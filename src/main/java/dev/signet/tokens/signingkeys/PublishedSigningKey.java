package dev.signet.tokens.signingkeys;

import dev.signet.base.jose.SigningAlg;
import java.time.Instant;
import java.util.Optional;

/// The public data of a signing key.
///
/// @param unpublishedAt from when a retired key is no longer published
public record PublishedSigningKey(
    String kid,
    SigningAlg alg,
    SigningKeyState state,
    Instant createdAt,
    Optional<Instant> activatedAt,
    Optional<Instant> retiredAt,
    Optional<Instant> unpublishedAt) {

  /// The spelling of the state on the wire.
  public String status() {
    return state.wire();
  }

  /// Since when it has been in its state.
  public Instant since() {
    return switch (state) {
      case NEXT -> createdAt;
      case CURRENT -> activatedAt.orElse(createdAt);
      case RETIRED -> retiredAt.orElse(createdAt);
    };
  }
}
