package dev.signet.validity.replay;

import java.time.Instant;

/// A single use of something that may be used once.
///
/// @param namespace separates the ids of different owners: `dpop:` and a key's thumbprint,
///   `assertion:` and an agent's id
/// @param id chosen by its creator, a `jti`; any text
/// @param expiresAt when it would be refused for its age, by a clock that agrees with ours
public record OneTimeUse(String namespace, String id, Instant expiresAt) {}
