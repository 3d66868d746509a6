package dev.signet.identity.registration;

import java.time.Duration;

/// The settings of registration.
///
/// @param maxPerHour how many registrations an address may attempt in an hour
/// @param maxUnclaimed how many agents may be unclaimed
/// @param unusedTimeout when an agent that was neither claimed nor used is decommissioned
/// @param idleTimeout how long an unclaimed agent that was used may be idle before it is
///   decommissioned
public record RegistrationSettings(
    RegistrationPolicy policy,
    int maxPerHour,
    int maxUnclaimed,
    Duration unusedTimeout,
    Duration idleTimeout) {}
