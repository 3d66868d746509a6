package dev.signet.authorization.resources;

import dev.signet.authorization.resources.ProtectedResources.NewResource;
import dev.signet.authorization.resources.ProtectedResources.ResourceChange;
import dev.signet.authorization.resources.Resource.AllowedUsers;
import dev.signet.authorization.resources.ResourceScope.Risk;
import dev.signet.base.json.JsonFields;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the members of a resource from a request.
public final class ResourceFields {
  static final int MAX_NAME = 100;
  static final int MAX_TITLE = 100;
  static final int MAX_DESCRIPTION = 300;

  private final JsonFields fields;
  private final String issuer;
  private final Optional<String> name;
  private final Optional<List<String>> aliases;
  private final Optional<Duration> tokenLifetime;
  private final Optional<Boolean> isDefault;
  private final Optional<AllowedUsers> allowedUsers;

  /// @param issuer of this server
  public ResourceFields(JsonFields fields, String issuer) {
    this.fields = fields;
    this.issuer = issuer;
    name = fields.singleLine("name", MAX_NAME);
    aliases =
        fields.texts(
            "aliases",
            UriRules.MAX_ALIASES,
            text -> UriRules.error(text, issuer).isEmpty(),
            "a URI that a resource can have");
    var seconds =
        fields.integer(
            "tokenLifetimeSeconds",
            Resource.MIN_TOKEN_LIFETIME.toSeconds(),
            Resource.MAX_TOKEN_LIFETIME.toSeconds());
    tokenLifetime =
        seconds.isPresent()
            ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
            : Optional.empty();
    isDefault = fields.flag("isDefault");
    allowedUsers = fields.oneOf("allowedUsers", AllowedUsers.class);
  }

  /// A new resource, after all other members have been read.
  public NewResource readNew() {
    var uri = fields.anyText("uri", 2 * UriRules.MAX_LENGTH);
    uri.flatMap(text -> UriRules.error(text, issuer))
        .ifPresent(error -> fields.addError("uri", error));
    var scopes = scopes(fields);
    if (uri.isEmpty()) {
      fields.addMissing("uri");
    }
    if (name.isEmpty()) {
      fields.addMissing("name");
    }
    fields.finish();
    var settings =
        new Resource.Settings(
            name.orElseThrow(), Resource.DEFAULT_TOKEN_LIFETIME, false, AllowedUsers.MEMBERS);
    return new NewResource(
        new ResourceUris(uri.orElseThrow(), aliases.orElse(List.of())),
        edit(settings),
        scopes.orElse(ResourceScopes.NONE));
  }

  /// A change, after all other members have been read.
  public ResourceChange readChange() {
    fields.refuse("scopes", "cannot be changed here; PUT .../scopes replaces them");
    fields.refuseReadOnly("resourceId", "organizationId", "uri", "createdAt", "updatedAt");
    fields.finish();
    return new ResourceChange(this::edit, aliases);
  }

  private Resource.Settings edit(Resource.Settings before) {
    return new Resource.Settings(
        name.orElse(before.name()),
        tokenLifetime.orElse(before.tokenLifetime()),
        isDefault.orElse(before.isDefault()),
        allowedUsers.orElse(before.allowedUsers()));
  }

  /// The member `scopes`: a list that is valid as a whole.
  static Optional<ResourceScopes> scopes(JsonFields fields) {
    var objects = fields.objects("scopes", ScopeRules.MAX_SCOPES);
    if (objects.isEmpty()) {
      return Optional.empty();
    }
    var scopes = new ArrayList<ResourceScope>();
    for (var object : objects.get()) {
      try {
        scopes.add(scope(JsonFields.of(object)));
      } catch (Refused refused) {
        if (!(refused.refusal() instanceof Refusal.Invalid(var errors))) {
          throw refused;
        }
        var first = errors.getFirst();
        return fields.addError(
            "scopes", "entry " + scopes.size() + ": " + first.field() + " " + first.message());
      }
    }
    var read = new ResourceScopes(scopes);
    return ScopeRules.firstError(read)
        .map(error -> fields.<ResourceScopes>addError("scopes", error))
        .orElse(Optional.of(read));
  }

  /// One scope.
  ///
  /// @throws Refused `Invalid`
  public static ResourceScope scope(JsonFields fields) {
    var name = fields.anyText("name", Scopes.MAX_LENGTH);
    name.flatMap(ScopeRules::errorOfName).ifPresent(error -> fields.addError("name", error));
    var title = fields.singleLine("title", MAX_TITLE);
    var description = fields.singleLine("description", MAX_DESCRIPTION);
    var risk = fields.oneOf("risk", Risk.class);
    var isDefault = fields.flag("isDefault");
    var isOptional = fields.flag("isOptional");
    var implies =
        fields.texts("implies", ScopeRules.MAX_SCOPES, Scopes::isScope, "the name of a scope");
    if (name.isEmpty()) {
      fields.addMissing("name");
    }
    if (title.isEmpty()) {
      fields.addMissing("title");
    }
    fields.finish();
    return new ResourceScope(
        name.orElseThrow(),
        title.orElseThrow(),
        description.orElse(""),
        risk.orElse(Risk.LOW),
        isDefault.orElse(false),
        isOptional.orElse(false),
        implies.orElse(List.of()));
  }
}
