package dev.signet.events.audit;

import org.jspecify.annotations.Nullable;

/// A signature over something of the audit log.
///
/// @param kid the audit key that made it; null where it is the HMAC of versions that had no audit
///   key
/// @param value in base64url
record AuditSignature(@Nullable String kid, String value) {}
