package dev.signet.identity.operatorkeys;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.leaks.Quarantine;
import java.time.Instant;
import java.util.Optional;

/// The stored data of an operator key. The secret is not stored: it is shown once and kept as a
/// hash.
///
/// @param createdBy the caller's id
/// @param lastUsedAt up to a minute late if another node saw the use
/// @param expiresAt when it expires; empty for never
/// @param organization the one that the key is for; empty for a key of the whole server
/// @param quarantine why it counts as revoked although it may be released again
public record OperatorKey(
    OperatorKeyId id,
    String name,
    Scopes scopes,
    String createdBy,
    Instant createdAt,
    Optional<Instant> rotatedAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Quarantine> quarantine,
    Optional<OrganizationId> organization) {

  /// Whether the key is accepted.
  public enum Status {
    ACTIVE,
    EXPIRED,
    REVOKED
  }

  public Status status(Instant now) {
    if (revokedAt.isPresent()) {
      return Status.REVOKED;
    }
    return expiresAt.filter(end -> !end.isAfter(now)).isPresent() ? Status.EXPIRED : Status.ACTIVE;
  }

  public Caller.Operator caller() {
    return new Caller.Operator(id.value(), scopes, organization);
  }

  OperatorKey withRotation(Instant at) {
    return new OperatorKey(
        id,
        name,
        scopes,
        createdBy,
        createdAt,
        Optional.of(at),
        lastUsedAt,
        expiresAt,
        revokedAt,
        quarantine,
        organization);
  }

  OperatorKey withLastUse(Instant at) {
    return lastUsedAt.filter(known -> known.isAfter(at)).isPresent()
        ? this
        : new OperatorKey(
            id,
            name,
            scopes,
            createdBy,
            createdAt,
            rotatedAt,
            Optional.of(at),
            expiresAt,
            revokedAt,
            quarantine,
            organization);
  }
}
