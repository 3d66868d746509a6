package dev.signet.client;

import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the tokens that are sent to an API: that Signet issued them for this API, that they have
 * not expired, and that the sender of a bound token has its key. Use one for the whole program; it
 * is thread-safe.
 *
 * <p>It works without requests to the server, so a revoked token passes until it expires. If that
 * is too long, use {@link #confirm}.
 */
public final class TokenVerifier {
  /** The most that the server allows. */
  private static final int MAX_ACTORS = 8;

  private static final List<String> REQUIRED_CLAIMS = List.of("sub", "client_id", "jti");

  private final Issuer issuer;
  private final Audiences audiences;
  private final Clock clock;
  private final Duration skew;
  private final TokenSignatureVerifier signatures;
  private final DpopProofVerifier proofs;
  private final @Nullable Nonces nonces;
  private final @Nullable SignetClient client;
  private final boolean requiresActor;
  private final int maxActors;

  private TokenVerifier(Builder builder, Issuer issuer) {
    this.issuer = issuer;
    this.audiences = new Audiences(builder.audiences);
    this.clock = builder.clock;
    this.skew = builder.skew;
    var http =
        builder.http == null ? SignetClient.defaultHttpClient(issuer.origin()) : builder.http;
    var transport = new Transport(http, Duration.ZERO);
    var keys = new Jwks(issuer.url("/.well-known/jwks.json"), transport, clock);
    this.signatures = new TokenSignatureVerifier(keys);
    var used = builder.replayCache == null ? new InMemoryReplayCache(clock) : builder.replayCache;
    this.nonces = builder.nonceKey == null ? null : new Nonces(builder.nonceKey, clock);
    this.proofs = new DpopProofVerifier(clock, builder.proofAge, used, nonces);
    this.client = builder.client;
    this.requiresActor = builder.requiresActor;
    this.maxActors = builder.maxActors;
  }

  /**
   * Begins a verifier of the tokens of this issuer, exactly as in {@code iss}.
   *
   * @throws IllegalArgumentException when it is not a URL (thrown by {@link Builder#build})
   */
  public static Builder builder(String issuer) {
    return new Builder(issuer);
  }

  /**
   * Verifies the token of a request, and the proof if the token is bound.
   *
   * @throws TokenRejectedException when the request is refused, with the response to send
   * @throws SignetException when the server's keys cannot be fetched, so the token cannot be
   *     verified
   */
  public VerifiedToken verify(ReceivedRequest request) {
    if (request.authorization().isEmpty()) {
      throw TokenRejectedException.missingToken(DpopProofVerifier.ALGORITHMS);
    }
    var parts = request.authorization().getFirst().split(" ", 2);
    var asDpop = parts[0].equalsIgnoreCase("DPoP");
    if (request.authorization().size() > 1
        || parts.length != 2
        || !(asDpop || parts[0].equalsIgnoreCase("Bearer"))) {
      throw TokenRejectedException.missingToken(DpopProofVerifier.ALGORITHMS);
    }
    var token = verifyClaims(parts[1].strip(), asDpop);
    var jkt = token.dpopKeyThumbprint();
    if (asDpop) {
      proofs.verify(
          request,
          token.value(),
          jkt.orElseThrow(() -> TokenRejectedException.invalidToken("not bound to a key", true)));
    } else if (jkt.isPresent()) {
      throw TokenRejectedException.invalidToken("bound to a key, and sent without a proof", true);
    }
    return token;
  }

  /**
   * Verifies a token without a request; a bound token is refused.
   *
   * @throws TokenRejectedException when it is invalid
   * @throws SignetException when the server's keys cannot be fetched
   */
  public VerifiedToken verify(String token) {
    var checked = verifyClaims(token, false);
    if (checked.dpopKeyThumbprint().isPresent()) {
      throw TokenRejectedException.invalidToken("bound to a key, and sent without a proof", true);
    }
    return checked;
  }

  /**
   * Introspects the token at the server, which knows at once whether it was revoked, and which
   * scopes were removed from the agent.
   *
   * @return the token, with its remaining scopes
   * @throws TokenRejectedException when it is no longer active
   * @throws SignetException when introspection fails
   * @throws IllegalStateException when the verifier was built without {@link
   *     Builder#introspectWith}
   */
  public VerifiedToken confirm(VerifiedToken token) {
    if (client == null) {
      throw new IllegalStateException("Set Builder.introspectWith to introspect tokens");
    }
    var known = client.introspect(token.value());
    if (!Boolean.TRUE.equals(known.get("active"))) {
      throw TokenRejectedException.invalidToken("revoked", token.dpopKeyThumbprint().isPresent());
    }
    return token.withScopes(VerifiedToken.scopes(known));
  }

  /** The nonce for the next proofs, to be sent as {@code DPoP-Nonce}; empty without nonces. */
  public Optional<String> nonce() {
    return nonces == null ? Optional.empty() : Optional.of(nonces.current());
  }

  private VerifiedToken verifyClaims(String text, boolean asDpop) {
    var claims = signatures.verifiedClaims(text, asDpop);
    if (!issuer.name().equals(claims.get("iss"))) {
      throw TokenRejectedException.invalidToken("of another issuer", asDpop);
    }
    if (VerifiedToken.audience(claims).stream().noneMatch(audiences::contains)) {
      throw TokenRejectedException.invalidToken("for another API", asDpop);
    }
    for (var name : REQUIRED_CLAIMS) {
      if (!(claims.get(name) instanceof String value) || value.isEmpty()) {
        throw TokenRejectedException.invalidToken("without " + name, asDpop);
      }
    }
    var now = clock.instant();
    if (!(claims.get("exp") instanceof Number exp)
        || now.minus(skew).getEpochSecond() >= exp.longValue()) {
      throw TokenRejectedException.invalidToken("expired", asDpop);
    }
    if (isInFuture(claims.get("nbf"), now) || isInFuture(claims.get("iat"), now)) {
      throw TokenRejectedException.invalidToken("not valid yet", asDpop);
    }
    // Tokens bound by other means (RFC 8705) cannot be checked here.
    if (claims.containsKey("cnf")
        && !(claims.get("cnf") instanceof Map<?, ?> cnf
            && cnf.keySet().equals(Set.of("jkt"))
            && cnf.get("jkt") instanceof String)) {
      throw TokenRejectedException.invalidToken("bound by unsupported means", asDpop);
    }
    return new VerifiedToken(
        Secret.of(text), claims, Instant.ofEpochSecond(exp.longValue()), actors(claims, asDpop));
  }

  private List<Actor> actors(Map<String, Object> claims, boolean asDpop) {
    var actors =
        Actor.chain(claims)
            .orElseThrow(() -> TokenRejectedException.invalidToken("with a malformed act", asDpop));
    if (maxActors == 0 && !actors.isEmpty()) {
      throw TokenRejectedException.delegatedToken(asDpop);
    }
    if (actors.size() > maxActors) {
      throw TokenRejectedException.invalidToken("delegated over too many agents", asDpop);
    }
    if (requiresActor && actors.isEmpty()) {
      throw TokenRejectedException.actorRequired(asDpop);
    }
    return actors;
  }

  private boolean isInFuture(@Nullable Object seconds, Instant now) {
    return seconds != null
        && !(seconds instanceof Number number
            && number.longValue() <= now.plus(skew).getEpochSecond());
  }

  /** Builds a verifier. */
  public static final class Builder {
    private final String issuer;
    private final List<String> audiences = new ArrayList<>();
    private Clock clock = Clock.systemUTC();
    private Duration skew = Duration.ofSeconds(30);
    private Duration proofAge = Duration.ofSeconds(60);
    private boolean allowsPlainHttp;
    private @Nullable HttpClient http;
    private @Nullable ReplayCache replayCache;
    private byte @Nullable [] nonceKey;
    private @Nullable SignetClient client;
    private boolean requiresActor;
    private int maxActors = MAX_ACTORS;

    private Builder(String issuer) {
      this.issuer = issuer;
    }

    /**
     * The names of this API in {@code aud}; at least one is required. URLs are compared as the
     * server compares resources: scheme and host without case, without the default port, and with
     * or without a slash at the end. Other names are compared exactly.
     */
    public Builder audience(String... names) {
      audiences.addAll(List.of(names));
      return this;
    }

    /** How far the clocks of two machines may differ; 30 seconds by default. */
    public Builder skew(Duration skew) {
      this.skew = skew;
      return this;
    }

    /** The maximum age of a proof; 60 seconds by default. */
    public Builder proofAge(Duration age) {
      this.proofAge = age;
      return this;
    }

    /** Remembers used proofs; in memory by default. */
    public Builder replayCache(ReplayCache used) {
      this.replayCache = used;
      return this;
    }

    /**
     * Requires proofs with a nonce of this process, so that proofs cannot be created in advance.
     */
    public Builder requireNonces() {
      var key = new byte[32];
      new SecureRandom().nextBytes(key);
      return requireNonces(key);
    }

    /**
     * Requires proofs with a nonce of one of the processes that share this key, 32 random bytes.
     */
    public Builder requireNonces(byte[] key) {
      this.nonceKey = key.clone();
      return this;
    }

    /**
     * The client that introspects tokens in {@link TokenVerifier#confirm}, with an agent registered
     * for this API.
     */
    public Builder introspectWith(SignetClient client) {
      this.client = client;
      return this;
    }

    /** Refuses tokens of agents that act for themselves: 403 {@code actor_required}. */
    public Builder requireActor() {
      requiresActor = true;
      return this;
    }

    /** Refuses tokens of agents that act for others: 403 {@code delegated_token}. */
    public Builder refuseDelegatedTokens() {
      return maxActors(0);
    }

    /** How many agents a token may name in {@code act}; 8 by default. */
    public Builder maxActors(int most) {
      if (most < 0) {
        throw new IllegalArgumentException("The number of actors is negative");
      }
      this.maxActors = most;
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
     * Whether the server's keys may be fetched unencrypted. An attacker who can change them can
     * forge tokens.
     */
    public Builder allowPlainHttp() {
      allowsPlainHttp = true;
      return this;
    }

    /**
     * Builds the verifier.
     *
     * @throws IllegalArgumentException when a value is missing or invalid
     */
    public TokenVerifier build() {
      if (audiences.isEmpty()) {
        throw new IllegalArgumentException("Set an audience: the name of this API in tokens");
      }
      if (requiresActor && maxActors == 0) {
        throw new IllegalArgumentException("No token has an actor and is not delegated");
      }
      if (http != null && http.followRedirects() != HttpClient.Redirect.NEVER) {
        throw new IllegalArgumentException(
            "An HttpClient that follows redirects could take the keys from another server");
      }
      return new TokenVerifier(this, Issuer.of(issuer, allowsPlainHttp));
    }
  }
}
