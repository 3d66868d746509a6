package dev.signet.delegation;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.Delegation.Parties;
import dev.signet.delegation.Delegation.Terms;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Optional;

/// Delegations for tests of pure functions.
final class DelegationSamples {
  private DelegationSamples() {}

  static Delegation delegation(DelegationId id, AgentId subject, AgentId actor, Instant expiresAt) {
    return delegation(
        id,
        subject,
        actor,
        new Terms(
            Scopes.of("parcels:read"),
            Resources.ALL,
            1,
            Optional.empty(),
            expiresAt,
            Optional.empty()));
  }

  static Delegation delegation(DelegationId id, AgentId subject, AgentId actor, Terms terms) {
    var organization = new OrganizationId("01970f3a-5b1c-7c1e-8a52-000000000001");
    return new Delegation(
        id,
        new Parties(subject, organization, actor, organization),
        terms,
        new DelegationStatus.Active(),
        "operator",
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
