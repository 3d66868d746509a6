package dev.signet.delegation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.delegation.Delegations.ListedDelegation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A delegation in API responses.
///
/// @param organizationId of the subject
/// @param status `active`, `suspended` (its subject or actor is not active), `revoked` or `expired`
record DelegationView(
    String delegationId,
    String subject,
    String actor,
    String organizationId,
    List<String> scopes,
    List<String> resources,
    int maxHops,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long tokenLifetimeSeconds,
    Instant expiresAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String purpose,
    String status,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant revokedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String revocationReason,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  static DelegationView of(ListedDelegation listed, Instant now) {
    var delegation = listed.delegation();
    var terms = delegation.terms();
    var revoked = delegation.status() instanceof DelegationStatus.Revoked found ? found : null;
    return new DelegationView(
        delegation.id().value(),
        delegation.subject().value(),
        delegation.actor().value(),
        delegation.parties().subjectOrganization().value(),
        terms.scopes().values(),
        terms.resources().uris(),
        terms.maxHops(),
        terms.tokenLifetime().map(Duration::toSeconds).orElse(null),
        terms.expiresAt(),
        terms.purpose().orElse(null),
        listed.status(now),
        revoked == null ? null : revoked.since(),
        revoked == null || revoked.reason().isEmpty() ? null : revoked.reason(),
        delegation.createdBy(),
        delegation.createdAt(),
        delegation.updatedAt());
  }
}
