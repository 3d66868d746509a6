package dev.signet.events.audit;

/// What an issued token is bound to.
///
/// @param thumbprint names the key
/// @param keyGeneration the agent's key generation that the token was made under; 0 when the agent
///   had no key of its own
public record TokenBinding(String thumbprint, long keyGeneration) {}
