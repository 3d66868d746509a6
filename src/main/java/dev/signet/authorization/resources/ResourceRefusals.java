package dev.signet.authorization.resources;

import dev.signet.base.refusals.Refused;

/// The refusals of this room, other than errors of single fields.
public final class ResourceRefusals {
  private ResourceRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("resource");
  }

  public static Refused scopeNotFound() {
    return Refused.notFound("scope");
  }

  static Refused uriTaken(String uri) {
    return Refused.conflict(
        "uri_taken", "Another resource has " + uri + " as its URI or as an alias");
  }

  static Refused tooMany(int limit) {
    return Refused.conflict(
        "too_many_resources", "An organization can have " + limit + " resources");
  }

  static Refused scopeImplied(String by) {
    return Refused.conflict(
        "scope_implied", "The scope " + by + " implies this one; change that scope first");
  }
}
