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
 * An agent's side of Signet: it gets tokens, keeps them fresh, sends them where they belong, and
 * gives the agent a new secret. One for the whole program; all threads may use it.
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
 * <p>Whatever cannot be had is told by a {@link SignetException}.
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
   * Begins a client of the server with this issuer URL, spelled as the server spells it.
   *
   * @throws IllegalArgumentException when it is no URL (told by {@link Builder#build})
   */
  public static Builder builder(String issuer) {
    return new Builder(issuer);
  }

  /** A token for what the builder was told, good just now. */
  public AccessToken token() {
    return token(defaultRequest);
  }

  /** A token for this. Asked for once, however many threads want it, and kept for the next. */
  public AccessToken token(TokenRequest wanted) {
    return tokens.get(wanted);
  }

  /** What {@link #token()} is for; other wishes begin here. */
  public TokenRequest defaultRequest() {
    return defaultRequest;
  }

  /**
   * Puts the token on a request, and the proof where the agent has a key. The request is good for
   * one use within a minute.
   *
   * @throws IllegalArgumentException when this token is not for there
   */
  public HttpRequest authorize(HttpRequest.Builder request) {
    return authorize(request, token());
  }

  /**
   * As {@link #authorize(HttpRequest.Builder)}, with this token.
   *
   * @throws IllegalArgumentException when tokens are not for there
   */
  public HttpRequest authorize(HttpRequest.Builder request, AccessToken token) {
    var bare = request.copy().build();
    var url = bare.uri();
    if (!destinations.contains(Origin.of(url))) {
      throw new IllegalArgumentException(
          "Tokens are sent to the issuer and to the resources, and not to " + Origin.of(url));
    }
    var with = request.copy();
    with.setHeader("Authorization", token.scheme() + " " + token.value().reveal());
    if (token.isBound()) {
      if (proofs == null) {
        throw new IllegalArgumentException("This token is bound to a key that is not here");
      }
      with.setHeader("DPoP", proofs.proof(bare.method(), url, token.value()));
    }
    return with.build();
  }

  /**
   * Sends a request with the token, and says what came back. It is sent a second time where the API
   * asks for a nonce in the proof, and where it no longer takes the token: then with a new one. An
   * API that says so has not done anything yet.
   *
   * @throws IllegalArgumentException when this token is not for there
   */
  public <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return send(request, handler, defaultRequest);
  }

  /** As {@link #send(HttpRequest.Builder, BodyHandler)}, with a token for this. */
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
                // The body of an answer that is not the last one is nobody's.
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

  /** Why a request is sent again; for each reason once. */
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
   * Gives the agent a new secret in place of the one in its store: a new client secret, or a new
   * API key with its rotation secret. When this returns, the new one is in the store and the old
   * one is dead; tokens live on. When it throws {@link UnreachableException}, or the program dies,
   * the next use of the store ends the rotation.
   *
   * @return what is kept now
   * @throws IllegalStateException when the credential is in no store, as the new one would have no
   *     place
   * @throws CredentialLostException when an earlier rotation took place, its answer was lost, and
   *     the server has forgotten it
   */
  public StoredCredential rotate() {
    return rotatingCredential().rotate();
  }

  /**
   * As {@link #rotate}, unless the secret is younger than this. Of several programs that share the
   * store, one rotates it.
   */
  public StoredCredential rotateIfOlderThan(Duration age) {
    return rotatingCredential().rotateIfOlderThan(age);
  }

  private RotatingCredential rotatingCredential() {
    if (credentialSource instanceof RotatingCredential rotation) {
      return rotation;
    }
    throw new IllegalStateException(
        "Only a credential in a CredentialStore can be rotated: the new one has to be kept");
  }

  /**
   * What the server knows of a token just now, as <a
   * href="https://www.rfc-editor.org/rfc/rfc7662#section-2.2">RFC 7662 §2.2</a> says it.
   */
  public Map<String, Object> introspect(Secret token) {
    return credentialSource.withCredential(
        credential -> endpoints.introspection(credential, token));
  }

  /**
   * What speaks HTTP with this server. Without TLS, HTTP/2 would begin with a request to change.
   */
  static HttpClient defaultHttpClient(Origin origin) {
    return HttpClient.newBuilder()
        .version(origin.scheme().equals("https") ? Version.HTTP_2 : Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  /** Says what a client is to be. */
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

    /** Who the agent is, by a credential that this client never changes. */
    public Builder credential(Credential credential) {
      this.credential = credential;
      return this;
    }

    /** Who the agent is, by a credential that it can rotate. */
    public Builder credential(CredentialStore store) {
      this.store = store;
      return this;
    }

    /** Ties all tokens to this key: without it, they are of no use to who finds them. */
    public Builder dpop(AgentKey key) {
      this.key = key;
      return this;
    }

    /** What tokens may do, unless a call says otherwise; all that the agent may if not set. */
    public Builder scopes(String... scopes) {
      defaultRequest = defaultRequest.withScopes(scopes);
      return this;
    }

    /** Which APIs tokens are for, unless a call says otherwise; Signet itself if not set. */
    public Builder resources(String... resources) {
      defaultRequest = defaultRequest.withResources(resources);
      return this;
    }

    /**
     * Where tokens may be sent besides the issuer and {@link #resources}: URLs, of which scheme,
     * host and port count. Whatever talks the agent into calling another place gets no token.
     */
    public Builder allowDestinations(String... urls) {
      for (var url : urls) {
        otherDestinations.add(URI.create(url));
      }
      return this;
    }

    /** The time; the system's if not set. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** What speaks HTTP; one of its own if not set. It must not follow redirects. */
    public Builder http(HttpClient http) {
      this.http = http;
      return this;
    }

    /**
     * How long a question to the server may be repeated while it is not reachable or says 429 or
     * 503; 30 seconds if not set, and five times at most.
     */
    public Builder retryTimeout(Duration patience) {
      if (patience.isNegative()) {
        throw new IllegalArgumentException("Patience is not negative");
      }
      this.retryTimeout = patience;
      return this;
    }

    /** Whether secrets may travel unencrypted, as between containers of one machine. */
    public Builder allowPlainHttp() {
      allowsPlainHttp = true;
      return this;
    }

    /**
     * The client.
     *
     * @throws IllegalArgumentException when something is missing or not acceptable
     */
    public SignetClient build() {
      var server = Issuer.of(issuer, allowsPlainHttp);
      var speaker = http == null ? defaultHttpClient(server.origin()) : http;
      if (speaker.followRedirects() != Redirect.NEVER) {
        throw new IllegalArgumentException(
            "An HttpClient that follows redirects would take secrets along");
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
      throw new IllegalArgumentException("One credential is needed, in a store or as it is");
    }

    private Set<Origin> destinations(Issuer server) {
      var destinations = new HashSet<Origin>();
      destinations.add(server.origin());
      var urls = new HashSet<>(defaultRequest.resources());
      urls.addAll(otherDestinations);
      for (var url : urls) {
        // A resource may be named by something else than a URL; then nothing is sent to it.
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
