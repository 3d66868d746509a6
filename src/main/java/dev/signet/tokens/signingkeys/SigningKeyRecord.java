package dev.signet.tokens.signingkeys;

import dev.signet.base.jose.SigningAlg;
import java.time.Instant;
import java.util.Optional;

/// A signing key as it is stored.
///
/// @param publicJwk the public JWK, as JSON
/// @param sealedPrivateKey the PKCS#8 form, sealed, in Base64
record SigningKeyRecord(
    String kid,
    SigningAlg alg,
    SigningKeyState state,
    String publicJwk,
    String sealedPrivateKey,
    Instant createdAt,
    Optional<Instant> activatedAt,
    Optional<Instant> retiredAt,
    Optional<Instant> unpublishedAt) {}
