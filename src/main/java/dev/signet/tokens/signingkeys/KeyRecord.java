package dev.signet.tokens.signingkeys;

import dev.signet.base.jose.SigningAlg;
import java.time.Instant;
import java.util.Optional;

/// A signing key as it is stored.
///
/// @param publicJwk the public JWK, as JSON
/// @param sealedPrivate the PKCS#8 form, sealed, in Base64
record KeyRecord(
    String kid,
    SigningAlg alg,
    KeyState state,
    String publicJwk,
    String sealedPrivate,
    Instant createdAt,
    Optional<Instant> activatedAt,
    Optional<Instant> retiredAt,
    Optional<Instant> goneAt) {}
