package dev.signet.authorization.resources;

import dev.signet.base.callers.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// An API or MCP server that tokens are for ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
public record Resource(
    ResourceId id,
    OrganizationId organization,
    ResourceUris uris,
    Settings settings,
    ResourceScopes scopes,
    ResourceVersion version,
    Instant createdAt,
    Instant updatedAt) {

  public static final Duration MIN_TOKEN_LIFETIME = Duration.ofMinutes(5);
  public static final Duration MAX_TOKEN_LIFETIME = Duration.ofHours(24);
  public static final Duration DEFAULT_TOKEN_LIFETIME = Duration.ofHours(1);

  /// What an operator sets.
  ///
  /// @param name for users: "Example Files"
  /// @param tokenLifetime of the access tokens that users allow
  /// @param isDefault whether the users of its organization mean it when they name no resource
  public record Settings(
      String name, Duration tokenLifetime, boolean isDefault, AllowedUsers allowedUsers) {}

  /// Whose users may allow clients to use the resource.
  public enum AllowedUsers {
    /// The members of its organization.
    MEMBERS,
    EVERYONE;

    /// The spelling in the API and in the database.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The registered URI.
  public String uri() {
    return uris.registered();
  }

  /// The `aud` of a token for this resource.
  public List<String> audience() {
    return uris.audience();
  }

  Resource with(ResourceUris changedUris, Settings changedSettings, Instant now) {
    return new Resource(
        id, organization, changedUris, changedSettings, scopes, version.next(), createdAt, now);
  }

  Resource with(ResourceScopes changedScopes, Instant now) {
    return new Resource(
        id, organization, uris, settings, changedScopes, version.next(), createdAt, now);
  }
}
