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
  private static final List<String> ALWAYS = List.of("sub", "client_id", "jti");

  private final Issuer issuer;
  private final Set<String> audiences;
  private final Clock clock;
  private final Duration skew;
  private final SignedTokens signed;
  private final ProofCheck proofs;
  private final @Nullable Nonces nonces;
  private final @Nullable SignetClient client;

  private TokenVerifier(Builder builder, Issuer issuer) {
    this.issuer = issuer;
    this.audiences = Set.copyOf(builder.audiences);
    this.clock = builder.clock;
    this.skew = builder.skew;
    var http = builder.http == null ? SignetClient.speaker(issuer.origin()) : builder.http;
    var transport = new Transport(http, Duration.ZERO);
    var keys = new Jwks(issuer.at("/.well-known/jwks.json"), transport, clock);
    this.signed = new SignedTokens(keys);
    var used = builder.used == null ? new UsedProofs(clock) : builder.used;
    this.nonces = builder.nonceKey == null ? null : new Nonces(builder.nonceKey, clock);
    this.proofs = new ProofCheck(clock, builder.proofAge, used, nonces);
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
  public VerifiedToken verify(PresentedRequest request) {
    if (request.authorization().isEmpty()) {
      throw TokenRejectedException.nothing(ProofCheck.ALGORITHMS);
    }
    var parts = request.authorization().getFirst().split(" ", 2);
    var asDpop = parts[0].equalsIgnoreCase("DPoP");
    if (request.authorization().size() > 1
        || parts.length != 2
        || !(asDpop || parts[0].equalsIgnoreCase("Bearer"))) {
      throw TokenRejectedException.nothing(ProofCheck.ALGORITHMS);
    }
    var token = checked(parts[1].strip(), asDpop);
    var jkt = token.boundTo();
    if (asDpop) {
      proofs.check(
          request,
          token.value(),
          jkt.orElseThrow(() -> TokenRejectedException.invalid("bound to no key", true)));
    } else if (jkt.isPresent()) {
      throw TokenRejectedException.invalid("bound to a key, and sent without a proof", true);
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
    var checked = checked(token, false);
    if (checked.boundTo().isPresent()) {
      throw TokenRejectedException.invalid("bound to a key, and sent without a proof", true);
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
      throw TokenRejectedException.invalid("revoked", token.boundTo().isPresent());
    }
    return token.narrowedTo(VerifiedToken.scopes(known));
  }

  /**
   * What proofs shall carry from now on, to send along as {@code DPoP-Nonce}; empty without nonces.
   */
  public Optional<String> nonce() {
    return nonces == null ? Optional.empty() : Optional.of(nonces.current());
  }

  private VerifiedToken checked(String text, boolean asDpop) {
    var claims = signed.claims(text, asDpop);
    if (!issuer.name().equals(claims.get("iss"))) {
      throw TokenRejectedException.invalid("of another issuer", asDpop);
    }
    if (VerifiedToken.audience(claims).stream().noneMatch(audiences::contains)) {
      throw TokenRejectedException.invalid("for another API", asDpop);
    }
    for (var name : ALWAYS) {
      if (!(claims.get(name) instanceof String value) || value.isEmpty()) {
        throw TokenRejectedException.invalid("without " + name, asDpop);
      }
    }
    var now = clock.instant();
    if (!(claims.get("exp") instanceof Number exp)
        || now.minus(skew).getEpochSecond() >= exp.longValue()) {
      throw TokenRejectedException.invalid("expired", asDpop);
    }
    if (isAhead(claims.get("nbf"), now) || isAhead(claims.get("iat"), now)) {
      throw TokenRejectedException.invalid("not yet good", asDpop);
    }
    // What is bound by other means (RFC 8705) could not be checked here.
    if (claims.containsKey("cnf")
        && !(claims.get("cnf") instanceof Map<?, ?> cnf
            && cnf.keySet().equals(Set.of("jkt"))
            && cnf.get("jkt") instanceof String)) {
      throw TokenRejectedException.invalid("bound to something else than a key", asDpop);
    }
    return new VerifiedToken(Secret.of(text), claims, Instant.ofEpochSecond(exp.longValue()));
  }

  private boolean isAhead(@Nullable Object seconds, Instant now) {
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
    private @Nullable ReplayCache used;
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
    public Builder usedProofs(ReplayCache used) {
      this.used = used;
      return this;
    }

    /** Takes only proofs with a nonce of this process, so that none is made in advance. */
    public Builder nonces() {
      var key = new byte[32];
      new SecureRandom().nextBytes(key);
      return nonces(key);
    }

    /** The same, for several processes that have this key in common, 32 random bytes. */
    public Builder nonces(byte[] key) {
      this.nonceKey = key.clone();
      return this;
    }

    /** Who asks the server in {@link TokenVerifier#confirm}: an agent of its own, for this API. */
    public Builder asking(SignetClient client) {
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
