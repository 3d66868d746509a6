package dev.signet.identity.apikeys;

/// The id of an API key, also used in audit events. It is not a secret.
public record ApiKeyId(String value) {}
