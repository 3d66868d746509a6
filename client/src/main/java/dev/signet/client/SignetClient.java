package dev.signet.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client of an agent: it requests and renews tokens, sends them to allowed destinations, and
 * rotates the agent's secret. Use one for the whole program; it is thread-safe.
 *
 * <pre>{@code
 * var signet =
 *     SignetClient.builder("https://id.example.com")
 *         .credential(new Credential.ClientSecret("cid_…", "cs_…"))
 *         .scopes("parcels:read")
 *         .resources("https://parcels.example.com")
 *         .build();
 * var answer = signet.send(HttpRequest.newBuilder(url), BodyHandlers.ofString());
 * }</pre>
 *
 * <p>Failures are reported as {@link SignetException}.
 */
public final class SignetClient {
  private static final Pattern INVALID_TOKEN = Pattern.compile("error\\s*=\\s*\"?invalid_token\"?");

  private final CredentialSource credentialSource;
  private final Endpoints endpoints;
  private final TokenCache tokens;
  private final HttpClient http;
  private final @Nullable DpopProofs proofs;
  private final TokenRequest defaultRequest;
  private final Set<Origin> destinations;

  private SignetClient(
      CredentialSource identity,
      Endpoints endpoints,
      TokenCache tokens,
      HttpClient http,
      @Nullable DpopProofs proofs,
      TokenRequest usual,
      Set<Origin> destinations) {
    this.credentialSource = identity;
    this.endpoints = endpoints;
    this.tokens = tokens;
    this.http = http;
    this.proofs = proofs;
    this.defaultRequest = usual;
    this.destinations = Set.copyOf(destinations);
  }

  /**
   * Begins a client of the server with this issuer URL, exactly as in the server's setting.
   *
   * @throws IllegalArgumentException when it is not a URL (thrown by {@link Builder#build})
   */
  public static Builder builder(String issuer) {
    return new Builder(issuer);
  }

  /** An active token for the {@link #defaultRequest()}. */
  public AccessToken token() {
    return token(defaultRequest);
  }

  /**
   * An active token for this request. It is requested once, however many threads need it, and
   * cached.
   */
  public AccessToken token(TokenRequest wanted) {
    return tokens.get(wanted);
  }

  /**
   * A new token that allows less than this one of the agent, for a single call: it is not cached.
   * It ends with that token.
   *
   * @param token any of the agent's tokens, which need not be for Signet itself
   * @param wanted its scopes, and the resources; without resources those of the token
   * @param lifetime its longest lifetime
   * @throws RefusedException when {@code wanted} is more than the token allows
   */
  public AccessToken narrow(AccessToken token, TokenRequest wanted, Duration lifetime) {
    var exchange = TokenExchange.of(token.value()).withLifetime(lifetime);
    var narrower = wanted.withExchange(exchange);
    return credentialSource.withCredential(credential -> endpoints.token(credential, narrower));
  }

  /** The token request of {@link #token()}; derive other requests from it. */
  public TokenRequest defaultRequest() {
    return defaultRequest;
  }

  /**
   * Adds the token to a request, and a proof if the agent has a DPoP key. The request can be sent
   * once, within a minute.
   *
   * @throws IllegalArgumentException when tokens may not be sent to this destination
   */
  public HttpRequest authorize(HttpRequest.Builder request) {
    return authorize(request, token());
  }

  /**
   * Adds the token for this token request to a request, and a proof if the agent has a DPoP key.
   *
   * @throws IllegalArgumentException when tokens may not be sent to this destination
   */
  public HttpRequest authorize(HttpRequest.Builder request, AccessToken token) {
    var bare = request.copy().build();
    var url = bare.uri();
    if (!destinations.contains(Origin.of(url))) {
      throw new IllegalArgumentException(
          "Tokens are only sent to the issuer and to the resources, not to " + Origin.of(url));
    }
    var with = request.copy();
    with.setHeader("Authorization", token.scheme() + " " + token.value().reveal());
    if (token.isBound()) {
      if (proofs == null) {
        throw new IllegalArgumentException(
            "This token is bound to a key that this client does not have");
      }
      with.setHeader("DPoP", proofs.proof(bare.method(), url, token.value()));
    }
    return with.build();
  }

  /**
   * Sends a request with the token. It is sent a second time if the API requires a nonce in the
   * proof, or if it no longer accepts the token: then with a new token. An API that responds in
   * this way has not executed the request.
   *
   * @throws IllegalArgumentException when tokens may not be sent to this destination
   */
  public <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return send(request, handler, defaultRequest);
  }

  /**
   * Sends a request with a token for this token request, and repeats it like {@link
   * #send(HttpRequest.Builder, BodyHandler)}.
   */
  public <T> HttpResponse<T> send(
      HttpRequest.Builder request, BodyHandler<T> handler, TokenRequest wanted)
      throws IOException, InterruptedException {
    var reasons = EnumSet.allOf(RetryReason.class);
    while (true) {
      var token = token(wanted);
      var authorized = authorize(request, token);
      var again = new AtomicReference<Optional<RetryReason>>(Optional.empty());
      var answer =
          http.send(
              authorized,
              said -> {
                if (proofs != null) {
                  proofs.rememberNonce(authorized.uri(), said.headers());
                }
                again.set(retryReason(said, token, wanted).filter(reasons::contains));
                // The body of a response that is not the last one is discarded.
                return again.get().isPresent()
                    ? BodySubscribers.replacing(null)
                    : handler.apply(said);
              });
      if (again.get().isEmpty()) {
        return answer;
      }
      reasons.remove(again.get().get());
    }
  }

  /** The reasons for repeating a request, each at most once. */
  private enum RetryReason {
    WITH_NONCE,
    WITH_NEW_TOKEN
  }

  private Optional<RetryReason> retryReason(
      ResponseInfo said, AccessToken token, TokenRequest wanted) {
    if (token.isBound() && DpopProofs.asksForNonce(said.statusCode(), said.headers())) {
      return Optional.of(RetryReason.WITH_NONCE);
    }
    return isInvalidToken(said) && tokens.forget(wanted, token)
        ? Optional.of(RetryReason.WITH_NEW_TOKEN)
        : Optional.empty();
  }

  private static boolean isInvalidToken(ResponseInfo said) {
    return said.statusCode() == 401
        && said.headers().allValues("WWW-Authenticate").stream()
            .anyMatch(challenge -> INVALID_TOKEN.matcher(challenge).find());
  }

  /**
   * Rotates the secret in the store: a new client secret, or a new API key with its rotation
   * secret. When this returns, the new secret is stored and the old one is revoked; tokens stay
   * active. If it throws {@link UnreachableException}, or the program crashes, the next use of the
   * store finishes the rotation.
   *
   * @return the stored credential
   * @throws IllegalStateException when the credential is not in a store, because the new secret
   *     could not be stored
   * @throws CredentialLostException when the response of an earlier rotation was lost, and the
   *     server no longer has it
   */
  public StoredCredential rotate() {
    return rotatingCredential().rotate();
  }

  /**
   * Rotates the secret unless it is younger than this. Of several programs that share the store,
   * one rotates it.
   */
  public StoredCredential rotateIfOlderThan(Duration age) {
    return rotatingCredential().rotateIfOlderThan(age);
  }

  private RotatingCredential rotatingCredential() {
    if (credentialSource instanceof RotatingCredential rotation) {
      return rotation;
    }
    throw new IllegalStateException(
        "Only a credential in a CredentialStore can be rotated, because the new one has to be"
            + " stored");
  }

  /**
   * The introspection response for a token, as in <a
   * href="https://www.rfc-editor.org/rfc/rfc7662#section-2.2">RFC 7662 §2.2</a>.
   */
  public Map<String, Object> introspect(Secret token) {
    return credentialSource.withCredential(
        credential -> endpoints.introspection(credential, token));
  }

  /** The default HTTP client. Without TLS, HTTP/2 would begin with an upgrade request. */
  static HttpClient defaultHttpClient(Origin origin) {
    return HttpClient.newBuilder()
        .version(origin.scheme().equals("https") ? Version.HTTP_2 : Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** Builds a client. */
  public static final class Builder {
    private final String issuer;
    private @Nullable Credential credential;
    private @Nullable CredentialStore store;
    private @Nullable AgentKey key;
    private @Nullable HttpClient http;
    private TokenRequest defaultRequest = TokenRequest.ALL_SCOPES;
    private final Set<URI> otherDestinations = new HashSet<>();
    private Clock clock = Clock.systemUTC();
    private Duration retryTimeout = Duration.ofSeconds(30);
    private boolean allowsPlainHttp;

    private Builder(String issuer) {
      this.issuer = issuer;
    }

    /** A credential that this client never rotates. */
    public Builder credential(Credential credential) {
      this.credential = credential;
      return this;
    }

    /** A credential in a store, which this client can rotate. */
    public Builder credential(CredentialStore store) {
      this.store = store;
      return this;
    }

    /** Binds all tokens to this key: a stolen token is useless without it. */
    public Builder dpop(AgentKey key) {
      this.key = key;
      return this;
    }

    /** The default scopes of tokens; all scopes of the agent if not set. */
    public Builder scopes(String... scopes) {
      defaultRequest = defaultRequest.withScopes(scopes);
      return this;
    }

    /** The default resources of tokens; Signet itself if not set. */
    public Builder resources(String... resources) {
      defaultRequest = defaultRequest.withResources(resources);
      return this;
    }

    /**
     * Further destinations of tokens, besides the issuer and {@link #resources}: URLs, of which
     * scheme, host and port are compared. Requests to other destinations get no token.
     */
    public Builder allowDestinations(String... urls) {
      for (var url : urls) {
        otherDestinations.add(URI.create(url));
      }
      return this;
    }

    /** The clock; the system's clock by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** The HTTP client; a new one by default. It must not follow redirects. */
    public Builder http(HttpClient http) {
      this.http = http;
      return this;
    }

    /**
     * How long a request is retried while the server is unreachable or answers 429, 502, 503 or
     * 504; 30 seconds by default, and at most five attempts.
     */
    public Builder retryTimeout(Duration retryTimeout) {
      if (retryTimeout.isNegative()) {
        throw new IllegalArgumentException("The retry timeout is negative");
      }
      this.retryTimeout = retryTimeout;
      return this;
    }

    /** Whether secrets may be sent unencrypted, for example between containers on one machine. */
    public Builder allowPlainHttp() {
      allowsPlainHttp = true;
      return this;
    }

    /**
     * Builds the client.
     *
     * @throws IllegalArgumentException when a value is missing or invalid
     */
    public SignetClient build() {
      var server = Issuer.of(issuer, allowsPlainHttp);
      var speaker = http == null ? defaultHttpClient(server.origin()) : http;
      if (speaker.followRedirects() != Redirect.NEVER) {
        throw new IllegalArgumentException(
            "An HttpClient that follows redirects would send secrets to other servers");
      }
      var prover = key == null ? null : new DpopProofs(key, clock);
      var endpoints = new Endpoints(server, new Transport(speaker, retryTimeout), prover, clock);
      var identity = identity(endpoints);
      var tokens =
          new TokenCache(
              clock,
              wanted -> identity.withCredential(credential -> endpoints.token(credential, wanted)));
      return new SignetClient(
          identity, endpoints, tokens, speaker, prover, defaultRequest, destinations(server));
    }

    private CredentialSource identity(Endpoints endpoints) {
      if (credential != null && store == null) {
        return new CredentialSource.Fixed(credential);
      }
      if (store != null && credential == null) {
        return new RotatingCredential(store, endpoints, clock);
      }
      throw new IllegalArgumentException("Set one credential, fixed or in a store");
    }

    private Set<Origin> destinations(Issuer server) {
      var destinations = new HashSet<Origin>();
      destinations.add(server.origin());
      var urls = new HashSet<>(defaultRequest.resources());
      urls.addAll(otherDestinations);
      for (var url : urls) {
        // A resource may be a URI that is not a URL; no request can be sent to it.
        if (Origin.isHttp(url)) {
          var origin = Origin.of(url);
          if (!allowsPlainHttp && !origin.isConfidential()) {
            throw new IllegalArgumentException(
                "Tokens sent to " + url + " can be read on the way; use https");
          }
          destinations.add(origin);
        }
      }
      return destinations;
    }
  }
}
