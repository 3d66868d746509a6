package dev.signet.delegation;

import dev.signet.base.json.JsonFields;
import dev.signet.base.oauth.ResourceUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.delegation.Delegation.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the terms of a delegation from a request.
public final class TermsFields {
  private static final int MAX_SCOPES = 64;
  private static final int MAX_RESOURCES = 16;
  private static final int MAX_RESOURCE_LENGTH = 2_048;
  private static final int MAX_PURPOSE = 200;
  private static final int MIN_LIFETIME = 60;
  private static final int MAX_LIFETIME = 86_400;
  private static final Duration DEFAULT_DURATION = Duration.ofDays(30);
  private static final Duration MAX_DURATION = Duration.ofDays(365);

  private final Optional<Scopes> scopes;
  private final Optional<Resources> resources;
  private final OptionalLong maxHops;
  private final OptionalLong tokenLifetime;
  private final Optional<Instant> expiresAt;
  private final Optional<String> purpose;

  public TermsFields(JsonFields fields, Instant now) {
    scopes =
        atLeastOne(fields, "scopes", fields.texts("scopes", MAX_SCOPES, Scopes::isScope, "a scope"))
            .map(Scopes::new);
    resources =
        atLeastOne(
                fields,
                "resources",
                fields.texts(
                    "resources",
                    MAX_RESOURCES,
                    TermsFields::isResource,
                    "an absolute URI without a fragment"))
            .flatMap(uris -> resources(fields, uris));
    maxHops = fields.integer("maxHops", 1, Delegation.MAX_HOPS);
    tokenLifetime = fields.integer("tokenLifetimeSeconds", MIN_LIFETIME, MAX_LIFETIME);
    expiresAt =
        fields
            .instant("expiresAt")
            .flatMap(time ->
                time.isAfter(now) && !time.isAfter(now.plus(MAX_DURATION))
                    ? Optional.of(time)
                    : fields.addError("expiresAt", "must be in the future, within a year"));
    purpose = fields.singleLine("purpose", MAX_PURPOSE);
  }

  private static Optional<List<String>> atLeastOne(
      JsonFields fields, String field, Optional<List<String>> texts) {
    return texts.filter(List::isEmpty).isPresent()
        ? fields.addError(field, "must have at least 1 entry")
        : texts;
  }

  private static boolean isResource(String text) {
    return text.length() <= MAX_RESOURCE_LENGTH
        && (ResourceUri.isValid(text) || Resources.ALL.uris().contains(text));
  }

  private static Optional<Resources> resources(JsonFields fields, List<String> uris) {
    var found = new Resources(uris);
    return found.isAll() && uris.size() > 1
        ? fields.addError("resources", "must have no other entry beside *")
        : Optional.of(found);
  }

  /// The terms of a new delegation. Errors for what is missing are added to the fields.
  ///
  /// @param issuer the default resource
  public Optional<Terms> create(JsonFields fields, String issuer, Instant now) {
    if (scopes.isEmpty()) {
      fields.addMissing("scopes");
      return Optional.empty();
    }
    return Optional.of(
        new Terms(
            scopes.get(),
            resources.orElseGet(() -> Resources.of(issuer)),
            (int) maxHops.orElse(1),
            lifetime(),
            expiresAt.orElseGet(() -> now.plus(DEFAULT_DURATION)),
            purpose));
  }

  private Optional<Duration> lifetime() {
    return tokenLifetime.isPresent()
        ? Optional.of(Duration.ofSeconds(tokenLifetime.getAsLong()))
        : Optional.empty();
  }

  /// The changed terms.
  public Terms applyTo(Terms before) {
    return new Terms(
        scopes.orElse(before.scopes()),
        resources.orElse(before.resources()),
        (int) maxHops.orElse(before.maxHops()),
        lifetime().or(before::tokenLifetime),
        expiresAt.orElse(before.expiresAt()),
        purpose.or(before::purpose));
  }
}
