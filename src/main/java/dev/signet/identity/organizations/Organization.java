package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import java.time.Instant;

/// An organization whose agents are registered here.
///
/// @param slug its name in URLs and commands; unique, and never changed
/// @param generation as [OrganizationState#generation]
public record Organization(
    OrganizationId id,
    String slug,
    String name,
    OrganizationStatus status,
    long generation,
    Instant createdAt,
    Instant updatedAt) {

  public OrganizationState state() {
    return new OrganizationState(status.isActive(), generation);
  }

  Organization withName(String other, Instant now) {
    return new Organization(id, slug, other, status, generation, createdAt, now);
  }

  Organization with(OrganizationStatus other, long laterGeneration, Instant now) {
    return new Organization(id, slug, name, other, laterGeneration, createdAt, now);
  }
}
