package dev.signet.identity.leaks;

import java.time.Instant;

/// Why a credential or key is rejected until an operator releases it.
public record Quarantine(Instant since, String reason) {}
