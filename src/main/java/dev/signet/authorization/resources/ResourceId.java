package dev.signet.authorization.resources;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of a resource.
public record ResourceId(String value) {

  public static Optional<ResourceId> parse(String text) {
    return Ids.parse(text).map(ResourceId::new);
  }
}
