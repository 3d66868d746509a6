package dev.signet.web.limits;

/// What bounds callers, for all routes together.
///
/// @param failures how often authentication may fail for a secret, a client and an address
/// @param failureCounter counts failed authentication for the metrics
/// @param rates how often an address may call
public record Limits(FailureBudget failures, AuthFailureCounter failureCounter, RateLimits rates) {}
