package dev.signet.identity.agents;

import dev.signet.base.callers.SelfService;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.text.SearchText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// The changeable data of an agent: its description, and what its tokens may be.
///
/// @param metadata a JSON object, as text
/// @param tokenSigningAlg empty for the server's default
/// @param jwks the keys that verify the agent's signatures, a JWK set as JSON text; never together
///   with a `jwksUri`
/// @param jwksUri the URL of that JWK set
/// @param fapi2 whether the FAPI 2.0 Security Profile applies to the agent
/// @param expiresAt from this time on the agent gets no tokens, and its earlier tokens have expired
/// @param grantableScopes scopes that it may grant to others besides its own; only operators set it
/// @param selfService which self-service operations the agent's own tokens allow; only operators
///   set it
/// @param clientType whether the agent authenticates, or only names its client id; only operators
///   set it
/// @param redirectUris where the answers to its authorization requests may be sent; only operators
///   set them
public record Profile(
    Optional<String> teamId,
    String name,
    Optional<String> description,
    Optional<String> email,
    AgentType agentType,
    Optional<String> version,
    List<String> capabilities,
    Optional<String> owner,
    Optional<DeploymentEnv> deploymentEnv,
    Scopes scopes,
    Set<GrantType> grantTypes,
    Duration tokenLifetime,
    Optional<SigningAlg> tokenSigningAlg,
    String metadata,
    Optional<String> jwks,
    Optional<String> jwksUri,
    boolean fapi2,
    Optional<Instant> expiresAt,
    Scopes grantableScopes,
    SelfService selfService,
    ClientType clientType,
    List<RedirectUri> redirectUris) {

  static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

  /// The separator of searched texts. No request can contain it, so no match spans two texts.
  private static final String SEPARATOR = "\u001f";

  /// The profile shown for an agent whose row is unreadable. It has no grant type, unlike every
  /// registered agent, so the agent gets no tokens.
  static final Profile UNREADABLE = blank(Set.of()).withDefaultName("(unreadable record)");

  public Profile {
    capabilities = List.copyOf(capabilities);
    grantTypes = Set.copyOf(grantTypes);
    redirectUris = List.copyOf(redirectUris);
  }

  /// The initial profile of a registration: no name, no scopes, and defaults for everything else.
  public static Profile blank(Set<GrantType> grantTypes) {
    return new Profile(
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        AgentType.CUSTOM,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Scopes.NONE,
        grantTypes,
        DEFAULT_LIFETIME,
        Optional.empty(),
        "{}",
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Scopes.NONE,
        SelfService.FULL,
        ClientType.CONFIDENTIAL,
        List.of());
  }

  /// The profile of an app, as it describes itself.
  ///
  /// @param jwksUri the URL of the keys that it authenticates with; empty for a public client
  public static Profile ofApp(
      String name,
      List<RedirectUri> redirectUris,
      Set<GrantType> grantTypes,
      Optional<String> jwksUri) {
    var draft = new Draft(blank(grantTypes));
    draft.name = name;
    draft.redirectUris = redirectUris;
    draft.clientType = jwksUri.isPresent() ? ClientType.CONFIDENTIAL : ClientType.PUBLIC;
    draft.jwksUri = jwksUri;
    return draft.build();
  }

  /// This profile with what an app describes itself as.
  ///
  /// @param app from [#ofApp]
  Profile describedBy(Profile app) {
    var draft = new Draft(this);
    draft.name = app.name();
    draft.redirectUris = app.redirectUris();
    draft.grantTypes = app.grantTypes();
    draft.clientType = app.clientType();
    draft.jwksUri = app.jwksUri();
    return draft.build();
  }

  boolean describesSameApp(Profile app) {
    return describedBy(app).equals(this);
  }

  /// The text that searches match.
  public String searchText() {
    return SearchText.of(
        String.join(SEPARATOR, name, description.orElse(""), email.orElse(""), owner.orElse("")));
  }

  /// All texts of the profile, which take memory.
  Stream<String> texts() {
    return FIELDS.stream().flatMap(field -> texts(field.value().apply(this)));
  }

  private static Stream<String> texts(Object value) {
    return switch (value) {
      case String text -> Stream.of(text);
      case RedirectUri uri -> Stream.of(uri.value());
      case Optional<?> one -> one.stream().flatMap(Profile::texts);
      case Scopes scopes -> scopes.values().stream();
      case Collection<?> several -> several.stream().flatMap(Profile::texts);
      default -> Stream.empty();
    };
  }

  /// An agent without a name uses its e-mail address as its name.
  public Profile withEmailAsName() {
    return email.map(this::withDefaultName).orElse(this);
  }

  /// An agent without a name uses this one.
  public Profile withDefaultName(String fallback) {
    if (!name.isEmpty()) {
      return this;
    }
    var draft = new Draft(this);
    draft.name = fallback;
    return draft.build();
  }

  public boolean isReadable() {
    return !equals(UNREADABLE);
  }

  /// The names of all fields, as the registry API spells them.
  static List<String> fieldNames() {
    return FIELDS.stream().map(Field::name).toList();
  }

  public boolean isPublicClient() {
    return clientType == ClientType.PUBLIC;
  }

  boolean hasExpired(Instant now) {
    return expiresAt.isPresent() && !expiresAt.get().isAfter(now);
  }

  /// The grant types in the order of the enumeration, as they are shown and stored.
  List<GrantType> orderedGrantTypes() {
    return grantTypes.isEmpty() ? List.of() : List.copyOf(EnumSet.copyOf(grantTypes));
  }

  /// The fields that differ from `before`, by their wire names.
  List<String> changedFields(Profile before) {
    var changed = new ArrayList<String>();
    for (var field : FIELDS) {
      if (!field.value().apply(this).equals(field.value().apply(before))) {
        changed.add(field.name());
      }
    }
    return changed;
  }

  private record Field(String name, Function<Profile, Object> value) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field("teamId", Profile::teamId),
          new Field("name", Profile::name),
          new Field("description", Profile::description),
          new Field("email", Profile::email),
          new Field("agentType", Profile::agentType),
          new Field("version", Profile::version),
          new Field("capabilities", Profile::capabilities),
          new Field("owner", Profile::owner),
          new Field("deploymentEnv", Profile::deploymentEnv),
          new Field("scopes", Profile::scopes),
          new Field("grantTypes", Profile::grantTypes),
          new Field("tokenLifetime", Profile::tokenLifetime),
          new Field("tokenSigningAlg", Profile::tokenSigningAlg),
          new Field("metadata", Profile::metadata),
          new Field("jwks", Profile::jwks),
          new Field("jwksUri", Profile::jwksUri),
          new Field("fapi2", Profile::fapi2),
          new Field("expiresAt", Profile::expiresAt),
          new Field("grantableScopes", Profile::grantableScopes),
          new Field("selfService", Profile::selfService),
          new Field("clientType", Profile::clientType),
          new Field("redirectUris", Profile::redirectUris));

  /// A profile while it is being edited, by one thread.
  static final class Draft {
    Optional<String> teamId;
    String name;
    Optional<String> description;
    Optional<String> email;
    AgentType agentType;
    Optional<String> version;
    List<String> capabilities;
    Optional<String> owner;
    Optional<DeploymentEnv> deploymentEnv;
    Scopes scopes;
    Set<GrantType> grantTypes;
    Duration tokenLifetime;
    Optional<SigningAlg> tokenSigningAlg;
    String metadata;
    Optional<String> jwks;
    Optional<String> jwksUri;
    boolean fapi2;
    Optional<Instant> expiresAt;
    Scopes grantableScopes;
    SelfService selfService;
    ClientType clientType;
    List<RedirectUri> redirectUris;

    Draft(Profile profile) {
      teamId = profile.teamId();
      name = profile.name();
      description = profile.description();
      email = profile.email();
      agentType = profile.agentType();
      version = profile.version();
      capabilities = profile.capabilities();
      owner = profile.owner();
      deploymentEnv = profile.deploymentEnv();
      scopes = profile.scopes();
      grantTypes = profile.grantTypes();
      tokenLifetime = profile.tokenLifetime();
      tokenSigningAlg = profile.tokenSigningAlg();
      metadata = profile.metadata();
      jwks = profile.jwks();
      jwksUri = profile.jwksUri();
      fapi2 = profile.fapi2();
      expiresAt = profile.expiresAt();
      grantableScopes = profile.grantableScopes();
      selfService = profile.selfService();
      clientType = profile.clientType();
      redirectUris = profile.redirectUris();
    }

    Profile build() {
      return new Profile(
          teamId,
          name,
          description,
          email,
          agentType,
          version,
          capabilities,
          owner,
          deploymentEnv,
          scopes,
          grantTypes,
          tokenLifetime,
          tokenSigningAlg,
          metadata,
          jwks,
          jwksUri,
          fapi2,
          expiresAt,
          grantableScopes,
          selfService,
          clientType,
          redirectUris);
    }
  }
}
