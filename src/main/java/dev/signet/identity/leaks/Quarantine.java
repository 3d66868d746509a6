package dev.signet.identity.leaks;

import java.time.Instant;

/// Why something does not work until an operator releases it.
public record Quarantine(Instant since, String reason) {}
