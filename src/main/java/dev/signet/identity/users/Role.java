package dev.signet.identity.users;

import dev.signet.base.oauth.Scopes;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a user may do on the whole server, or in an organization, as the scopes that an operator
/// key would need for it.
public enum Role {
  /// May do everything.
  OWNER(Scopes.ALL),
  /// Manages agents, their tokens and delegations, resources and webhooks; reads everything else.
  OPERATOR(
      "agents:* tokens:* delegations:* resources:* webhooks:* audit:read organizations:read"
          + " keys:read operators:read metrics:read"),
  /// Reads everything and changes nothing.
  AUDITOR(
      "agents:read tokens:read delegations:read resources:read webhooks:read audit:read"
          + " organizations:read keys:read operators:read metrics:read"),
  /// Has no access to the console.
  MEMBER("");

  /// Separated by spaces.
  private final String scopes;

  Role(String scopes) {
    this.scopes = scopes;
  }

  public Scopes scopes() {
    return Scopes.parse(scopes).orElseThrow();
  }

  /// The spelling in forms and in the database.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> parse(String text) {
    return Stream.of(values()).filter(role -> role.wire().equals(text)).findFirst();
  }
}
