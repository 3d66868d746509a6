package dev.signet.identity.registration;

import java.time.Duration;

/// What the settings say of registration.
///
/// @param maxPerHour how many registrations one address may try in an hour
/// @param maxUnclaimed how many agents may wait to be claimed
/// @param unusedTimeout after how long an agent that was neither claimed nor used is decommissioned
/// @param idleTimeout after how long without use an agent that was used, but not claimed, is
///   decommissioned
public record RegistrationSettings(
    RegistrationPolicy policy,
    int maxPerHour,
    int maxUnclaimed,
    Duration unusedTimeout,
    Duration idleTimeout) {}
