package dev.signet.tokens;

import dev.signet.jose.SigningAlg;
import java.time.Duration;

/// What tokens are like here.
///
/// @param issuer who says it, as `iss`
/// @param alg how tokens are signed, unless the agent has its own
/// @param refreshLifetime how long a refresh token can be used
/// @param auditIntrospection whether each introspection is an audit event
public record TokenSettings(
    String issuer, SigningAlg alg, Duration refreshLifetime, boolean auditIntrospection) {}
