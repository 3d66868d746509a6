package dev.signet.authorization.apps;

import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.text.SingleLine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads the members of client metadata ([RFC 7591
/// §2](https://www.rfc-editor.org/rfc/rfc7591#section-2)). What this server cannot use is left out
/// rather than refused, as clients register for many servers at once; unknown members are ignored.
final class ClientMetadata {
  /// More redirect URIs than this are not read.
  private static final int MAX_REDIRECT_URIS_READ = 100;

  private static final String NONE = "none";
  private static final String PRIVATE_KEY_JWT = "private_key_jwt";

  private final JsonNode members;

  ClientMetadata(JsonNode members) {
    this.members = members;
  }

  /// The text of a member; empty if it is missing or of another type.
  Optional<String> text(String name) {
    return Optional.ofNullable(members.get(name))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue);
  }

  boolean has(String name) {
    return members.has(name);
  }

  private Optional<List<String>> texts(String name) {
    return Optional.ofNullable(members.get(name))
        .filter(JsonNode::isArray)
        .map(array ->
            array.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList());
  }

  /// The name that the client calls itself, without what a line of text cannot show; otherwise the
  /// given one.
  String name(String fallback) {
    var cleaned =
        text("client_name")
            .map(name -> name.codePoints().filter(SingleLine::isVisible))
            .map(visible ->
                visible
                    .limit(App.MAX_NAME)
                    .collect(
                        StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .strip())
            .orElse("");
    return cleaned.isEmpty() || cleaned.length() > App.MAX_NAME || !SingleLine.isValid(cleaned)
        ? fallback
        : cleaned;
  }

  /// The redirect URIs that this server accepts, in order.
  ///
  /// @param withPrivateSchemes whether the client is public
  List<RedirectUri> redirectUris(boolean withPrivateSchemes) {
    var usable = new LinkedHashSet<RedirectUri>();
    texts("redirect_uris").orElse(List.of()).stream()
        .limit(MAX_REDIRECT_URIS_READ)
        .flatMap(text -> RedirectUri.parse(text).stream())
        .filter(uri -> withPrivateSchemes || !uri.isPrivateScheme())
        .limit(App.MAX_REDIRECT_URIS)
        .forEach(usable::add);
    return List.copyOf(new ArrayList<>(usable));
  }

  /// The grant types that apps can have, of those named; without any, the default of RFC 7591.
  /// Empty when the client cannot use `authorization_code`.
  Optional<Set<GrantType>> grantTypes() {
    var named = texts("grant_types").orElse(List.of(GrantType.AUTHORIZATION_CODE.wire()));
    var grants = EnumSet.noneOf(GrantType.class);
    for (var grant : List.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN)) {
      if (named.contains(grant.wire())) {
        grants.add(grant);
      }
    }
    return grants.contains(GrantType.AUTHORIZATION_CODE)
        ? Optional.of(Set.copyOf(grants))
        : Optional.empty();
  }

  /// Whether the client wants to authenticate by signing, whatever its keys are.
  boolean isPrivateKeyJwt() {
    return text("token_endpoint_auth_method").filter(PRIVATE_KEY_JWT::equals).isPresent();
  }

  /// How the client authenticates.
  sealed interface Method {
    record None() implements Method {}

    record PrivateKeyJwt(String jwksUri) implements Method {}

    /// In a way that an app cannot.
    record Unsupported() implements Method {}
  }

  /// The method that the client names, or the best of those that it supports; without any, none.
  Method method() {
    var one = text("token_endpoint_auth_method");
    var supported = one.map(List::of).or(() -> texts("token_endpoint_auth_methods_supported"));
    if (supported.isEmpty()) {
      return has("token_endpoint_auth_method") ? new Method.Unsupported() : new Method.None();
    }
    var keys = text("jwks_uri").filter(uri -> uri.startsWith("https://"));
    if (supported.get().contains(PRIVATE_KEY_JWT) && keys.flatMap(DocumentUrl::parse).isPresent()) {
      return new Method.PrivateKeyJwt(keys.get());
    }
    return supported.get().contains(NONE) ? new Method.None() : new Method.Unsupported();
  }
}
