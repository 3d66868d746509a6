package dev.signet.events.audit;

import java.time.Instant;

/// That a token was issued, as the trail has it.
///
/// @param seq the event's place in its chain
public record TokenIssuance(String agentId, long seq, boolean isRefresh, Instant at) {}
