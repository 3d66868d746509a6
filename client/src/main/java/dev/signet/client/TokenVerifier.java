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
 * The check of the tokens that are sent to an API: that Signet made them, for this API, that they
 * have not ended, and that whoever sends a token bound to a key has the key. One for the whole
 * program; all threads may use it.
 *
 * <p>It works without asking, so a token that was revoked passes until it expires. Where that is
 * too long, {@link #confirm} asks.
 */
public final class TokenVerifier {
  private static final List<String> REQUIRED_CLAIMS = List.of("sub", "client_id", "jti");

  private final Issuer issuer;
  private final Set<String> audiences;
  private final Clock clock;
  private final Duration skew;
  private final TokenSignatureVerifier signatures;
  private final DpopProofVerifier proofs;
  private final @Nullable Nonces nonces;
  private final @Nullable SignetClient client;

  private TokenVerifier(Builder builder, Issuer issuer) {
    this.issuer = issuer;
    this.audiences = Set.copyOf(builder.audiences);
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
  }

  /**
   * Begins a verifier of the tokens of this issuer, spelled as in {@code iss}.
   *
   * @throws IllegalArgumentException when it is no URL (told by {@link Builder#build})
   */
  public static Builder builder(String issuer) {
    return new Builder(issuer);
  }

  /**
   * The token of a request, if it is good and the request proves that it may be used.
   *
   * @throws TokenRejectedException when it is not, with the answer to give
   * @throws SignetException when the server's keys cannot be had: nobody knows whether it is good
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
          jkt.orElseThrow(() -> TokenRejectedException.invalidToken("bound to no key", true)));
    } else if (jkt.isPresent()) {
      throw TokenRejectedException.invalidToken("bound to a key, and sent without a proof", true);
    }
    return token;
  }

  /**
   * A token by itself, as it comes without a request; one that is bound to a key is refused.
   *
   * @throws TokenRejectedException when it is not good
   * @throws SignetException when the server's keys cannot be had
   */
  public VerifiedToken verify(String token) {
    var checked = verifyClaims(token, false);
    if (checked.dpopKeyThumbprint().isPresent()) {
      throw TokenRejectedException.invalidToken("bound to a key, and sent without a proof", true);
    }
    return checked;
  }

  /**
   * Asks the server whether the token is still good: it knows at once what was revoked, and which
   * scopes were taken from the agent.
   *
   * @return the token, with those of its scopes that are left
   * @throws TokenRejectedException when it is not good any more
   * @throws SignetException when the server does not say
   * @throws IllegalStateException when the builder got nobody who may ask
   */
  public VerifiedToken confirm(VerifiedToken token) {
    if (client == null) {
      throw new IllegalStateException("Builder.asking says who may ask");
    }
    var known = client.introspect(token.value());
    if (!Boolean.TRUE.equals(known.get("active"))) {
      throw TokenRejectedException.invalidToken("revoked", token.dpopKeyThumbprint().isPresent());
    }
    return token.withScopes(VerifiedToken.scopes(known));
  }

  /**
   * What proofs shall carry from now on, to send along as {@code DPoP-Nonce}; empty without nonces.
   */
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
      throw TokenRejectedException.invalidToken("not yet good", asDpop);
    }
    // What is bound by other means (RFC 8705) could not be checked here.
    if (claims.containsKey("cnf")
        && !(claims.get("cnf") instanceof Map<?, ?> cnf
            && cnf.keySet().equals(Set.of("jkt"))
            && cnf.get("jkt") instanceof String)) {
      throw TokenRejectedException.invalidToken("bound to something else than a key", asDpop);
    }
    return new VerifiedToken(Secret.of(text), claims, Instant.ofEpochSecond(exp.longValue()));
  }

  private boolean isInFuture(@Nullable Object seconds, Instant now) {
    return seconds != null
        && !(seconds instanceof Number number
            && number.longValue() <= now.plus(skew).getEpochSecond());
  }

  /** Says what a verifier takes. */
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

    private Builder(String issuer) {
      this.issuer = issuer;
    }

    /** By which names this API is meant in {@code aud}; one is needed. */
    public Builder audience(String... names) {
      audiences.addAll(List.of(names));
      return this;
    }

    /** How far the clocks of two machines may differ; 30 seconds if not set. */
    public Builder skew(Duration skew) {
      this.skew = skew;
      return this;
    }

    /** How old a proof may be; 60 seconds if not set. */
    public Builder proofAge(Duration age) {
      this.proofAge = age;
      return this;
    }

    /** Where used proofs are remembered; in this process if not set. */
    public Builder replayCache(ReplayCache used) {
      this.replayCache = used;
      return this;
    }

    /** Takes only proofs with a nonce of this process, so that none is made in advance. */
    public Builder requireNonces() {
      var key = new byte[32];
      new SecureRandom().nextBytes(key);
      return requireNonces(key);
    }

    /** The same, for several processes that have this key in common, 32 random bytes. */
    public Builder requireNonces(byte[] key) {
      this.nonceKey = key.clone();
      return this;
    }

    /** Who asks the server in {@link TokenVerifier#confirm}: an agent of its own, for this API. */
    public Builder introspectWith(SignetClient client) {
      this.client = client;
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
     * Whether the server's keys may be fetched unencrypted. Whoever can change them makes tokens.
     */
    public Builder allowPlainHttp() {
      allowsPlainHttp = true;
      return this;
    }

    /**
     * The verifier.
     *
     * @throws IllegalArgumentException when something is missing or not acceptable
     */
    public TokenVerifier build() {
      if (audiences.isEmpty()) {
        throw new IllegalArgumentException("A token for everybody opens nothing: name an audience");
      }
      if (http != null && http.followRedirects() != HttpClient.Redirect.NEVER) {
        throw new IllegalArgumentException(
            "An HttpClient that follows redirects could take the keys from another server");
      }
      return new TokenVerifier(this, Issuer.of(issuer, allowsPlainHttp));
    }
  }
}
