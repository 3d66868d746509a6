package dev.signet.validity.replay;

import java.time.Instant;

/// One use of something that may be used once.
///
/// @param namespace whose ids do not clash with anybody else's: `dpop:` and a key's thumbprint,
///   `assertion:` and an agent's id
/// @param id what its maker calls it, a `jti`; any text
/// @param expiresAt when it would be refused for its age, by a clock that agrees with ours
public record OneTimeUse(String namespace, String id, Instant expiresAt) {}
