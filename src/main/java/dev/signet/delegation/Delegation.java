package dev.signet.delegation;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A standing permission: the actor may act for the subject, within these terms. By itself it opens
/// nothing; the actor also needs a token that the subject handed over ([RFC
/// 8693](https://www.rfc-editor.org/rfc/rfc8693)).
///
/// Its terms are only ever narrowed, and an ended delegation never becomes active again: what was
/// issued under it then never reaches further later.
public record Delegation(
    DelegationId id,
    Parties parties,
    Terms terms,
    DelegationStatus status,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /// The most agents that may act below one subject.
  public static final int MAX_HOPS = 8;

  /// Who lends to whom.
  ///
  /// @param subject the agent in whose place the actor acts
  /// @param actor the agent that acts
  public record Parties(
      AgentId subject,
      OrganizationId subjectOrganization,
      AgentId actor,
      OrganizationId actorOrganization) {
    public Parties {
      if (subject.equals(actor)) {
        throw new IllegalArgumentException("An agent does not lend to itself");
      }
    }
  }

  /// How much is lent, and how long.
  ///
  /// @param maxHops how many agents may act below the subject through this delegation, its own
  ///   actor counted: with 1 the actor may not hand on what it was lent
  /// @param tokenLifetime the longest lifetime of a token that is issued through it, if it is
  ///   limited
  /// @param purpose for users of the console; never in tokens
  public record Terms(
      Scopes scopes,
      Resources resources,
      int maxHops,
      Optional<Duration> tokenLifetime,
      Instant expiresAt,
      Optional<String> purpose) {
    public Terms {
      if (maxHops < 1 || maxHops > MAX_HOPS) {
        throw new IllegalArgumentException("1 to " + MAX_HOPS + " hops");
      }
    }

    /// Whether everything that other terms allow is allowed by these. The purpose allows nothing.
    boolean includes(Terms other) {
      return scopes.values().containsAll(other.scopes().values())
          && resources.includes(other.resources())
          && maxHops >= other.maxHops()
          && (tokenLifetime.isEmpty()
              || other
                  .tokenLifetime()
                  .filter(lifetime -> lifetime.compareTo(tokenLifetime.get()) <= 0)
                  .isPresent())
          && !expiresAt.isBefore(other.expiresAt());
    }
  }

  public AgentId subject() {
    return parties.subject();
  }

  public AgentId actor() {
    return parties.actor();
  }

  /// Whether tokens may be issued and used through it. Its agents are checked separately.
  public boolean isActive(Instant now) {
    return status.isActive() && terms.expiresAt().isAfter(now);
  }

  Delegation with(Terms narrowed, Instant now) {
    return new Delegation(id, parties, narrowed, status, createdBy, createdAt, now);
  }

  Delegation with(DelegationStatus other, Instant now) {
    return new Delegation(id, parties, terms, other, createdBy, createdAt, now);
  }
}
