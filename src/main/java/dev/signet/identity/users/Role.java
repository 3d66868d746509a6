package dev.signet.identity.users;

import dev.signet.base.oauth.Scopes;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a person may do, as the scopes that an operator key would need for it.
public enum Role {
  /// Everything.
  OWNER(Scopes.ALL),
  /// Looks after agents and their tokens; reads the rest.
  OPERATOR("agents:* tokens:* audit:read organizations:read keys:read operators:read metrics:read"),
  /// Reads all and changes nothing.
  AUDITOR(
      "agents:read tokens:read audit:read organizations:read keys:read operators:read"
          + " metrics:read");

  /// Separated by spaces.
  private final String scopes;

  Role(String scopes) {
    this.scopes = scopes;
  }

  public Scopes scopes() {
    return Scopes.parse(scopes).orElseThrow();
  }

  /// As forms and the database spell it.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> parse(String text) {
    return Stream.of(values()).filter(role -> role.wire().equals(text)).findFirst();
  }
}
