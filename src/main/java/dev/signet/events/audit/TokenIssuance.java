package dev.signet.events.audit;

import java.time.Instant;

/// A token issuance in the audit log.
///
/// @param seq the event's position in its chain
public record TokenIssuance(String agentId, long seq, boolean isRefresh, Instant at) {}
