package dev.signet.authorization.consents;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.authorization.consents.Consents.ListedConsent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A consent in API responses.
///
/// @param organizationId of the resource
/// @param status `active`, `ended` or `blocked`
/// @param lastConnectedAt when the client last got a first token by it
record ConsentView(
    String consentId,
    String userId,
    String agentId,
    String resourceId,
    String organizationId,
    List<String> scopes,
    String status,
    Instant createdAt,
    Instant decidedAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant lastConnectedAt) {

  static ConsentView of(ListedConsent listed) {
    var consent = listed.consent();
    var parties = consent.parties();
    return new ConsentView(
        consent.id().value(),
        parties.user().value(),
        parties.client().value(),
        parties.resource(),
        parties.organization().value(),
        consent.scopes().values(),
        consent.status().wire(),
        consent.createdAt(),
        consent.decidedAt(),
        consent.updatedAt(),
        listed.lastConnectedAt().orElse(null));
  }
}
