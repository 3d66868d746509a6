package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.Credential.PrivateKeyJwt;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The server's OAuth endpoints, and the client authentication for them. */
final class Endpoints {
  private static final Duration ASSERTION_LIFETIME = Duration.ofSeconds(60);

  private final Issuer issuer;
  private final Transport transport;
  private final @Nullable DpopProofs proofs;
  private final Clock clock;

  /**
   * @param proofs creates the proofs that bind tokens to the agent's key; null for bearer tokens
   */
  Endpoints(Issuer issuer, Transport transport, @Nullable DpopProofs proofs, Clock clock) {
    this.issuer = issuer;
    this.transport = transport;
    this.proofs = proofs;
    this.clock = clock;
  }

  /**
   * Requests a new token.
   *
   * @throws SignetException when there is no token
   */
  AccessToken token(Credential credential, TokenRequest wanted) {
    var url = issuer.url("/oauth/token");
    var parameters = new ArrayList<Map.Entry<String, String>>();
    wanted
        .exchange()
        .ifPresentOrElse(
            exchange -> addExchange(parameters, exchange),
            () -> parameters.add(Map.entry("grant_type", "client_credentials")));
    if (!wanted.scopes().isEmpty()) {
      parameters.add(Map.entry("scope", wanted.scope()));
    }
    wanted.sortedResources().forEach(each -> parameters.add(Map.entry("resource", each)));
    var what = "A token for " + credential.clientId();
    // Taken before the request: a slow response must not make the token look younger than it is.
    var askedAt = clock.instant();
    var answer =
        sendWithProof(
            url,
            () -> {
              var request = authenticatedRequest(credential, url, parameters);
              if (proofs != null) {
                request.header("DPoP", proofs.proof("POST", url, null));
              }
              return request.build();
            });
    if (answer.status() != 200) {
      throw answer.refusal(what);
    }
    var members = answer.json(what);
    var value = ServerResponse.secret(what, members, "access_token");
    var type = ServerResponse.text(what, members, "token_type");
    var isBound = type.equalsIgnoreCase("DPoP");
    if (isBound != (proofs != null) || !(isBound || type.equalsIgnoreCase("Bearer"))) {
      throw new InvalidResponseException(
          what
              + " was asked for "
              + (proofs == null ? "without" : "with")
              + " a proof, and is of type "
              + type);
    }
    var life = members.get("expires_in") instanceof Number seconds ? seconds.longValue() : 0;
    var scopes =
        members.get("scope") instanceof String granted
            ? Arrays.stream(granted.split(" "))
                .filter(s -> !s.isEmpty())
                .collect(Collectors.toSet())
            : wanted.scopes();
    return new AccessToken(value, isBound, scopes, askedAt.plusSeconds(life));
  }

  private static void addExchange(
      List<Map.Entry<String, String>> parameters, TokenExchange exchange) {
    parameters.add(Map.entry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"));
    parameters.add(Map.entry("subject_token", exchange.subjectToken().reveal()));
    parameters.add(
        Map.entry("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"));
    exchange.delegationId().ifPresent(id -> parameters.add(Map.entry("delegation_id", id)));
    exchange
        .lifetime()
        .ifPresent(limit ->
            parameters.add(Map.entry("requested_expiry", String.valueOf(limit.toSeconds()))));
  }

  /**
   * Introspects a token (<a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a>).
   *
   * @throws SignetException when introspection fails
   */
  Map<String, Object> introspection(Credential credential, Secret token) {
    var url = issuer.url("/oauth/introspect");
    var parameters = List.of(Map.entry("token", token.reveal()));
    var answer =
        transport.sendWithRetries(() -> authenticatedRequest(credential, url, parameters).build());
    if (answer.status() != 200) {
      throw answer.refusal("An introspection");
    }
    return answer.json("An introspection");
  }

  /**
   * Calls a path of the server's own API with this token.
   *
   * @param json the body; null for a GET
   * @param headers further headers
   */
  ServerResponse call(
      String path, @Nullable String json, Secret token, boolean bound, String... headers) {
    var url = issuer.url(path);
    return sendWithProof(
        url,
        () -> {
          var method = json == null ? "GET" : "POST";
          var request =
              requestTo(url)
                  .header("Authorization", (bound ? "DPoP " : "Bearer ") + token.reveal());
          if (bound && proofs != null) {
            request.header("DPoP", proofs.proof(method, url, token));
          }
          if (headers.length > 0) {
            request.headers(headers);
          }
          if (json != null) {
            request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
          }
          return request.build();
        });
  }

  /** Calls a path of the server's own API without a credential. */
  ServerResponse post(String path, String json, String... headers) {
    return transport.sendWithRetries(() ->
        requestTo(issuer.url(path))
            .headers(headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build());
  }

  boolean usesDpop() {
    return proofs != null;
  }

  /** Sends a request, and repeats it once if the server requires a new nonce. */
  private ServerResponse sendWithProof(URI url, Supplier<HttpRequest> question) {
    var answer = transport.sendWithRetries(question);
    if (proofs != null) {
      proofs.rememberNonce(url, answer.headers());
      if (DpopProofs.asksForNonce(answer)) {
        answer = transport.sendWithRetries(question);
        proofs.rememberNonce(url, answer.headers());
      }
    }
    return answer;
  }

  private HttpRequest.Builder authenticatedRequest(
      Credential credential, URI url, List<Map.Entry<String, String>> parameters) {
    var request = requestTo(url).header("Content-Type", "application/x-www-form-urlencoded");
    var all = new ArrayList<>(parameters);
    switch (credential) {
      case ClientSecret(var id, var secret) -> request.header("Authorization", basic(id, secret));
      case ApiKey(var id, var key, var unused) -> request.header("Authorization", basic(id, key));
      case PrivateKeyJwt(var id, var key) -> {
        all.add(Map.entry("client_id", id));
        all.add(
            Map.entry(
                "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        all.add(Map.entry("client_assertion", assertion(id, key)));
      }
    }
    var form =
        all.stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&"));
    return request.POST(BodyPublishers.ofString(form));
  }

  private HttpRequest.Builder requestTo(URI url) {
    return HttpRequest.newBuilder(url).header("Accept", "application/json");
  }

  /** A client assertion for this server, valid once and for a minute. */
  private String assertion(String clientId, AgentKey key) {
    var header = new LinkedHashMap<String, Object>();
    header.put("typ", "JWT");
    header.put("alg", key.algorithm().wire());
    header.put("kid", key.keyId());
    var now = clock.instant();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", issuer.name());
    claims.put("jti", DpopProofs.randomId());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(ASSERTION_LIFETIME).getEpochSecond());
    return Jws.sign(Jws.encodedHeader(header), claims, key);
  }

  /** <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749 §2.3.1</a>. */
  private static String basic(String id, Secret secret) {
    var pair = encoded(id) + ":" + encoded(secret.reveal());
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
