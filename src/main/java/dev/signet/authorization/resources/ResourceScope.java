package dev.signet.authorization.resources;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/// A scope of a resource.
///
/// @param title what it allows, in the words of the operator: "Read your files"
/// @param description more about it; may be empty
/// @param isDefault whether a request that names no scope of the resource is for it
/// @param isOptional whether a user may leave it out and allow the rest
/// @param implies the scopes that a token with this one has as well
public record ResourceScope(
    String name,
    String title,
    String description,
    Risk risk,
    boolean isDefault,
    boolean isOptional,
    List<String> implies) {

  public ResourceScope {
    implies = List.copyOf(new LinkedHashSet<>(implies));
  }

  /// How much harm a scope can do.
  public enum Risk {
    LOW,
    /// A user confirms it with a passkey, each time.
    HIGH;

    /// The spelling in the API and in the database.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
