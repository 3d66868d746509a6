package dev.signet.identity.apikeys;

/// What names an API key, in audit events too. It proves nothing.
public record ApiKeyId(String value) {}
