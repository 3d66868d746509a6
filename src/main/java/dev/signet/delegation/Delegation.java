package dev.signet.delegation;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.AgentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    /// The fields in which other terms allow more than these; empty when they allow at most as
    /// much. The purpose allows nothing.
    List<String> widenedBy(Terms other) {
      var widened = new ArrayList<String>();
      addIf(widened, "scopes", !scopes.values().containsAll(other.scopes().values()));
      addIf(widened, "resources", !resources.includes(other.resources()));
      addIf(widened, "maxHops", other.maxHops() > maxHops);
      addIf(widened, "tokenLifetimeSeconds", allowsLonger(other.tokenLifetime(), tokenLifetime));
      addIf(widened, "expiresAt", other.expiresAt().isAfter(expiresAt));
      return widened;
    }

    private static boolean allowsLonger(Optional<Duration> after, Optional<Duration> before) {
      return before.isPresent() && (after.isEmpty() || after.get().compareTo(before.get()) > 0);
    }

    /// The fields in which other terms differ from these.
    List<String> changedBy(Terms other) {
      var changed = new ArrayList<String>();
      addIf(changed, "scopes", !scopes.equals(other.scopes()));
      addIf(changed, "resources", !resources.equals(other.resources()));
      addIf(changed, "maxHops", maxHops != other.maxHops());
      addIf(changed, "tokenLifetimeSeconds", !tokenLifetime.equals(other.tokenLifetime()));
      addIf(changed, "expiresAt", !expiresAt.equals(other.expiresAt()));
      addIf(changed, "purpose", !purpose.equals(other.purpose()));
      return changed;
    }

    private static void addIf(List<String> names, String name, boolean condition) {
      if (condition) {
        names.add(name);
      }
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
