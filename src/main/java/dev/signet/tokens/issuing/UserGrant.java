package dev.signet.tokens.issuing;

import dev.signet.authorization.consents.ConsentId;
import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.users.UserId;
import java.time.Instant;

/// The user that a client acts for, and by which consent.
///
/// @param consentGeneration of the consent when the user decided
/// @param organization of the resource
/// @param authenticatedAt when the user authenticated, in whole seconds
public record UserGrant(
    UserId user,
    ConsentId consent,
    long consentGeneration,
    OrganizationId organization,
    Instant authenticatedAt) {}
