package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.SelfService;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Event;
import dev.signet.identity.organizations.OrganizationRefusals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// Reads the request members that describe an agent, checks their bounds, and records the changes.
/// Errors are added to the [JsonFields]; the caller that created them reports them.
public final class ProfileFields {
  private static final int MAX_NAME = 200;
  private static final int MAX_DESCRIPTION = 2000;
  private static final int MAX_EMAIL = 255;
  private static final int MAX_VERSION = 64;
  private static final int MAX_CAPABILITIES = 100;
  private static final int MAX_CAPABILITY = 128;
  private static final int MAX_OWNER = 200;
  private static final int MAX_TEAM = 128;
  private static final int MAX_METADATA = 16 * 1024;
  private static final Duration MIN_LIFETIME = Duration.ofMinutes(1);

  /// One `@`, something before it, and host name labels after it. A pattern cannot check whether
  /// the address receives mail.
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s]{1,64}@[\\p{L}\\p{N}-]{1,63}(\\.[\\p{L}\\p{N}-]{1,63})*");

  /// [Semantic Versioning 2.0.0](https://semver.org/spec/v2.0.0.html), §2, §9 and §10.
  private static final Pattern SEMVER =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
              + "(-(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)"
              + "(\\.(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*))*)?"
              + "(\\+[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?");

  private static final Pattern CAPABILITY =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*:(\\*|[A-Za-z0-9][A-Za-z0-9._-]*)");

  private final JsonFields fields;
  private final AgentKeyFields keys;
  private final Instant now;
  private Optional<ObjectNode> metadata = Optional.empty();
  private final List<Consumer<Profile.Draft>> edits = new ArrayList<>();

  /// @param now the time that `expiresAt` must be after
  public ProfileFields(JsonFields fields, Instant now) {
    this.fields = fields;
    this.keys = new AgentKeyFields(fields);
    this.now = now;
  }

  /// All members of an agent that can be set.
  public ProfileFields all() {
    return name()
        .description()
        .scopes()
        .metadata()
        .teamId()
        .email()
        .agentType()
        .version()
        .capabilities()
        .owner()
        .deploymentEnv()
        .grantTypes()
        .tokenLifetime()
        .tokenSigningAlg()
        .jwks()
        .jwksUri()
        .fapi2()
        .expiresAt()
        .grantableScopes()
        .selfService()
        .clientType()
        .redirectUris();
  }

  public ProfileFields name() {
    return set(fields.singleLine("name", MAX_NAME), (draft, name) -> draft.name = name);
  }

  public ProfileFields description() {
    return setOrClear(
        "description",
        field -> fields.multiline(field, MAX_DESCRIPTION),
        (draft, description) -> draft.description = description);
  }

  public ProfileFields scopes() {
    return set(scopes("scopes"), (draft, scopes) -> draft.scopes = scopes);
  }

  public ProfileFields grantableScopes() {
    return set(scopes("grantableScopes"), (draft, scopes) -> draft.grantableScopes = scopes);
  }

  public ProfileFields selfService() {
    return set(
        fields.oneOf("selfService", SelfService.class),
        (draft, selfService) -> draft.selfService = selfService);
  }

  private ProfileFields clientType() {
    return set(
        fields.oneOf("clientType", ClientType.class), (draft, type) -> draft.clientType = type);
  }

  private ProfileFields redirectUris() {
    return set(
        fields.texts(
            "redirectUris",
            ClientRules.MAX_REDIRECT_URIS,
            text -> RedirectUri.parse(text).isPresent(),
            "a redirect URI: https, http on 127.0.0.1, [::1] or localhost, or a private scheme such"
                + " as com.example.app:/callback; without wildcard, user name, fragment or dot"
                + " segments"),
        (draft, uris) ->
            draft.redirectUris =
                uris.stream().flatMap(text -> RedirectUri.parse(text).stream()).toList());
  }

  private Optional<Scopes> scopes(String field) {
    return fields
        .texts(field, Scopes.MAX_COUNT, Scopes::isScope, "a scope")
        .map(Scopes::of)
        .filter(scopes ->
            scopes.fitInToken()
                || fields
                    .addError(
                        field,
                        "must have at most "
                            + Scopes.MAX_TEXT
                            + " characters together, as a token carries them")
                    .isPresent());
  }

  public ProfileFields metadata() {
    var sent = fields.object("metadata", MAX_METADATA);
    this.metadata = sent;
    return set(sent, (draft, metadata) -> draft.metadata = Json.toPortableText(metadata));
  }

  public ProfileFields teamId() {
    return setOrClear(
        "teamId",
        field -> fields.singleLine(field, MAX_TEAM),
        (draft, team) -> draft.teamId = team);
  }

  private ProfileFields email() {
    return setOrClear(
        "email",
        field -> matching(field, MAX_EMAIL, EMAIL, "must be an e-mail address"),
        (draft, email) -> draft.email = email);
  }

  private ProfileFields agentType() {
    return set(fields.oneOf("agentType", AgentType.class), (draft, type) -> draft.agentType = type);
  }

  private ProfileFields version() {
    return setOrClear(
        "version",
        field -> matching(field, MAX_VERSION, SEMVER, "must be a semantic version such as 1.4.2"),
        (draft, version) -> draft.version = version);
  }

  private ProfileFields capabilities() {
    return set(
        fields.texts(
            "capabilities",
            MAX_CAPABILITIES,
            text -> text.length() <= MAX_CAPABILITY && CAPABILITY.matcher(text).matches(),
            "a capability such as resume:read or resume:*"),
        (draft, capabilities) -> draft.capabilities = capabilities);
  }

  public ProfileFields owner() {
    return setOrClear(
        "owner",
        field -> fields.singleLine(field, MAX_OWNER),
        (draft, owner) -> draft.owner = owner);
  }

  private ProfileFields deploymentEnv() {
    return setOrClear(
        "deploymentEnv",
        field -> fields.oneOf(field, DeploymentEnv.class),
        (draft, env) -> draft.deploymentEnv = env);
  }

  private ProfileFields grantTypes() {
    var named =
        fields
            .texts(
                "grantTypes",
                GrantType.values().length,
                text -> GrantType.parse(text).isPresent(),
                "a grant type that this server knows")
            .map(ProfileFields::grants);
    if (named.isPresent() && named.get().isEmpty()) {
      fields.addError("grantTypes", "must name at least one grant type");
      return this;
    }
    return set(named, (draft, grants) -> draft.grantTypes = grants);
  }

  private static Set<GrantType> grants(List<String> names) {
    var grants = EnumSet.noneOf(GrantType.class);
    names.forEach(name -> GrantType.parse(name).ifPresent(grants::add));
    return grants;
  }

  private ProfileFields tokenLifetime() {
    var seconds =
        fields.integer(
            "tokenLifetime", MIN_LIFETIME.toSeconds(), Event.IssuedToken.MAX_LIFETIME.toSeconds());
    seconds.ifPresent(value -> edits.add(draft -> draft.tokenLifetime = Duration.ofSeconds(value)));
    return this;
  }

  private ProfileFields tokenSigningAlg() {
    return setOrClear(
        "tokenSigningAlg",
        field ->
            fields
                .singleLine(field, 16)
                .flatMap(text ->
                    SigningAlg.parse(text)
                        .or(() -> fields.addError(field, "must be RS256, ES256 or EdDSA"))),
        (draft, alg) -> draft.tokenSigningAlg = alg);
  }

  private ProfileFields jwks() {
    return setOrClear(
        "jwks",
        keys::jwks,
        (draft, jwks) -> {
          draft.jwks = jwks;
          draft.jwksUri = jwks.isPresent() ? Optional.empty() : draft.jwksUri;
        });
  }

  private ProfileFields jwksUri() {
    return setOrClear(
        "jwksUri",
        keys::jwksUri,
        (draft, uri) -> {
          draft.jwksUri = uri;
          draft.jwks = uri.isPresent() ? Optional.empty() : draft.jwks;
        });
  }

  private ProfileFields fapi2() {
    return set(fields.flag("fapi2"), (draft, fapi2) -> draft.fapi2 = fapi2);
  }

  private ProfileFields expiresAt() {
    return setOrClear(
        "expiresAt",
        field ->
            fields
                .instant(field)
                .flatMap(time ->
                    time.isAfter(now)
                        ? Optional.of(time)
                        : fields.addError(field, "must be in the future")),
        (draft, time) -> draft.expiresAt = time);
  }

  /// Sets the expiry to a time from another source; empty for no expiry.
  public ProfileFields expiringAt(Optional<Instant> time) {
    edits.add(draft -> draft.expiresAt = time);
    return this;
  }

  private Optional<String> matching(String field, int max, Pattern pattern, String fault) {
    return fields
        .singleLine(field, max)
        .flatMap(text ->
            pattern.matcher(text).matches() ? Optional.of(text) : fields.addError(field, fault));
  }

  private <T> ProfileFields set(Optional<T> sent, BiConsumer<Profile.Draft, T> edit) {
    sent.ifPresent(value -> edits.add(draft -> edit.accept(draft, value)));
    return this;
  }

  /// For a field that `null` clears.
  private <T> ProfileFields setOrClear(
      String field,
      Function<String, Optional<T>> read,
      BiConsumer<Profile.Draft, Optional<T>> edit) {
    if (fields.isExplicitNull(field)) {
      edits.add(draft -> edit.accept(draft, Optional.empty()));
    } else {
      read.apply(field)
          .ifPresent(value -> edits.add(draft -> edit.accept(draft, Optional.of(value))));
    }
    return this;
  }

  /// The values that `status` can be set to; `DELETE` decommissions.
  private enum Status {
    ACTIVE,
    SUSPENDED
  }

  /// Whether the agent is to be active, as the flag of this name or its alias `status` says. It is
  /// not part of the profile, because it is changed separately.
  public Optional<Boolean> active(String flag) {
    var active = fields.flag(flag);
    var status = fields.oneOf("status", Status.class).map(Status.ACTIVE::equals);
    if (active.isPresent() && status.isPresent() && !active.equals(status)) {
      return fields.addError("status", "contradicts " + fields.sentName(flag));
    }
    return active.or(() -> status);
  }

  /// The organization that a request names. It is not part of the profile, because it decides who
  /// may see the agent.
  ///
  /// @throws Refused `NotFound` when the organization does not exist
  public Optional<OrganizationId> organization() {
    if (fields.isExplicitNull("organizationId")) {
      return Optional.empty();
    }
    return fields
        .singleLine("organizationId", 64)
        .map(text -> OrganizationId.parse(text).orElseThrow(OrganizationRefusals::notFound));
  }

  /// Reads the key that a registration names for the agent's tokens, in a separate member.
  public ProfileFields dpopPublicJwk() {
    keys.dpopPublicJwk("dpopPublicJwk");
    return this;
  }

  /// The key that a registration names for the agent's tokens, among the members read so far. It is
  /// not part of the profile, because it is changed separately.
  public Optional<DpopKey> dpopKey() {
    metadata.ifPresent(sent -> keys.metadata("metadata", sent));
    return keys.dpopKey();
  }

  /// The profile of a new agent: the members that were read, and defaults for the others. Without
  /// grant types it has those of its client type.
  public Profile newProfile() {
    var sent = edit().apply(Profile.blank(Set.of()));
    return sent.grantTypes().isEmpty()
        ? edit().apply(Profile.blank(ClientRules.defaultGrantTypes(sent.clientType())))
        : sent;
  }

  /// The members that were read, as a change to any profile.
  public UnaryOperator<Profile> edit() {
    var all = List.copyOf(edits);
    return profile -> {
      var draft = new Profile.Draft(profile);
      all.forEach(edit -> edit.accept(draft));
      return draft.build();
    };
  }
}
