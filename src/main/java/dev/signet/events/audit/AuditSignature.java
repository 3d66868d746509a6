package dev.signet.events.audit;

import org.jspecify.annotations.Nullable;

/// A signature for the audit log.
///
/// @param kid the audit key that created it; null for the HMAC of versions without audit keys
/// @param value in base64url
record AuditSignature(@Nullable String kid, String value) {}
