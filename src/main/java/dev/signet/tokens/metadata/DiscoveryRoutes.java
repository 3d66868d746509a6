package dev.signet.tokens.metadata;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.GrantType;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.net.URI;
import java.util.List;

/// The authorization server's metadata ([RFC 8414](https://www.rfc-editor.org/rfc/rfc8414), [RFC
/// 9449 §5.1](https://www.rfc-editor.org/rfc/rfc9449#section-5.1), [RFC 9207
/// §3](https://www.rfc-editor.org/rfc/rfc9207#section-3)): only what this server supports. It lists
/// neither scopes of resources, which some clients would all request, nor `offline_access`.
public final class DiscoveryRoutes {
  private static final List<String> SECRETS = List.of("client_secret_basic", "client_secret_post");
  private static final String ASSERTION = "private_key_jwt";

  /// Public clients only name themselves.
  private static final String PUBLIC = "none";

  private final String issuer;
  private final String path;
  private final boolean acceptsSecrets;
  private final AppSupport apps;
  private final List<String> assertionAlgs;
  private final List<String> proofAlgs;

  /// How clients that describe themselves are accepted.
  ///
  /// @param byDocument whether a client id may be the URL of a metadata document
  /// @param byRegistration whether they may register themselves
  public record AppSupport(boolean byDocument, boolean byRegistration) {}

  /// @param takesSecrets whether any client may authenticate by a secret, or not at all: neither if
  ///   FAPI 2.0 applies to all
  /// @param assertionAlgs the signature algorithms of client assertions
  /// @param proofAlgs the signature algorithms of DPoP proofs
  public DiscoveryRoutes(
      String issuer,
      boolean takesSecrets,
      AppSupport apps,
      List<PeerAlg> assertionAlgs,
      List<PeerAlg> proofAlgs) {
    this.issuer = issuer;
    this.path = URI.create(issuer).getRawPath();
    this.acceptsSecrets = takesSecrets;
    this.apps = apps;
    this.assertionAlgs = assertionAlgs.stream().flatMap(alg -> alg.names().stream()).toList();
    this.proofAlgs = proofAlgs.stream().flatMap(alg -> alg.names().stream()).toList();
  }

  public void mount(Router router) {
    var open = new Access.Open("clients read it before they have credentials");
    for (var name : List.of("oauth-authorization-server", "openid-configuration")) {
      router.getCrossOrigin("/.well-known/" + name, open, this::metadata);
      if (!path.isEmpty()) {
        // RFC 8414 §3.1 puts the issuer's path after the well-known name, OpenID Connect before it.
        router.getCrossOrigin("/.well-known/" + name + path, open, this::metadata);
      }
    }
  }

  private Response metadata(Request request) {
    var metadata =
        Json.object()
            .put("issuer", issuer)
            // Pages are at the root of the server, also if the issuer has a path.
            .put(
                "authorization_endpoint", URI.create(issuer).resolve("/oauth/authorize").toString())
            .put("token_endpoint", issuer + "/oauth/token")
            .put("introspection_endpoint", issuer + "/oauth/introspect")
            .put("revocation_endpoint", issuer + "/oauth/revoke")
            .put("jwks_uri", issuer + "/.well-known/jwks.json")
            .put("service_documentation", issuer + "/api/openapi.json");
    if (apps.byRegistration()) {
      metadata.put("registration_endpoint", issuer + "/oauth/register");
    }
    if (apps.byDocument()) {
      metadata.put("client_id_metadata_document_supported", true);
    }
    var grants = metadata.putArray("grant_types_supported");
    for (var grant : GrantType.values()) {
      grants.add(grant.wire());
    }
    metadata.putArray("response_types_supported").add("code");
    metadata.putArray("response_modes_supported").add("query");
    metadata.putArray("code_challenge_methods_supported").add("S256");
    metadata
        .put("authorization_response_iss_parameter_supported", true)
        .put("request_parameter_supported", false)
        .put("request_uri_parameter_supported", false);
    metadata.putArray("prompt_values_supported").add("none").add("login").add("consent");
    // OpenID Connect Discovery 1.0 §3 requires these two, and some clients reject the document
    // without them, although they request no ID token.
    metadata.putArray("subject_types_supported").add("public");
    var idTokens = metadata.putArray("id_token_signing_alg_values_supported");
    for (var alg : SigningAlg.values()) {
      idTokens.add(alg.wire());
    }
    for (var endpoint : List.of("token", "introspection", "revocation")) {
      var methods = metadata.putArray(endpoint + "_endpoint_auth_methods_supported");
      if (acceptsSecrets && !endpoint.equals("introspection")) {
        methods.add(PUBLIC);
      }
      if (acceptsSecrets) {
        SECRETS.forEach(methods::add);
      }
      methods.add(ASSERTION);
      var algs = metadata.putArray(endpoint + "_endpoint_auth_signing_alg_values_supported");
      assertionAlgs.forEach(algs::add);
    }
    var proofs = metadata.putArray("dpop_signing_alg_values_supported");
    proofAlgs.forEach(proofs::add);
    return Response.json(200, metadata).withHeader("Cache-Control", "public, max-age=300");
  }
}
