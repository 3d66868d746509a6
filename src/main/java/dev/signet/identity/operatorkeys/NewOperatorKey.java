package dev.signet.identity.operatorkeys;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.JsonFields;
import dev.signet.base.oauth.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The requested properties of a new operator key.
///
/// @param organization the one that the key is for; empty for the caller's own reach
public record NewOperatorKey(
    String name,
    Scopes scopes,
    Optional<Instant> expiresAt,
    Optional<OrganizationId> organization) {
  private static final int MAX_NAME = 100;
  private static final int MAX_ID = 64;

  /// Reads the request.
  ///
  /// @throws dev.signet.base.refusals.Refused `Invalid` with all errors
  public static NewOperatorKey read(JsonFields fields, Instant now) {
    var name = fields.singleLine("name", MAX_NAME);
    if (name.isEmpty()) {
      fields.addMissing("name");
    }
    var scopes =
        fields.texts(
            "scopes",
            Scopes.MAX_COUNT,
            scope -> Scopes.isScope(scope) && Scopes.isServerScope(scope),
            "a scope of this server, such as agents:read, or *");
    if (scopes.isEmpty()) {
      fields.addMissing("scopes");
    }
    if (scopes.filter(List::isEmpty).isPresent()) {
      fields.addError("scopes", "must name at least one scope");
    }
    var expiresAt = fields.instant("expiresAt");
    if (expiresAt.filter(end -> !end.isAfter(now)).isPresent()) {
      fields.addError("expiresAt", "must be in the future");
    }
    var organization =
        fields
            .singleLine("organizationId", MAX_ID)
            // An id of another form is that of no organization.
            .map(OrganizationId::new);
    fields.finish();
    return new NewOperatorKey(
        name.orElseThrow(), Scopes.of(scopes.orElseThrow()), expiresAt, organization);
  }
}
