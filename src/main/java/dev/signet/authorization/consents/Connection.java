package dev.signet.authorization.consents;

/// A refresh token family that a client starts by a consent.
///
/// @param family the id of the family, which its authorization code determined
/// @param consentGeneration of the consent, when the user decided
public record Connection(String family, ConsentId consent, long consentGeneration) {}
