package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import java.time.Instant;

/// An organization whose agents are registered here.
///
/// @param slug its name in URLs and commands; unique, and never changed
public record Organization(
    OrganizationId id, String slug, String name, Instant createdAt, Instant updatedAt) {}
