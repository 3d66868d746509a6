package dev.signet.events.audit;

/// The key that an issued token is bound to.
///
/// @param thumbprint identifies the key
/// @param keyGeneration the agent's key generation when the token was issued; 0 when the agent had
///   no key of its own
public record TokenBinding(String thumbprint, long keyGeneration) {}
