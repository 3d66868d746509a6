package dev.signet.tokens.dpop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.jose.BadJwk;
import dev.signet.base.jose.BadJws;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.PeerJws;
import dev.signet.base.jose.PublicJwk;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.validity.replay.OneTimeUse;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.web.http.Request;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/// Checks DPoP proofs ([RFC 9449 §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3)). What
/// costs little is looked at first, and the signature last; it is checked on the caller's own
/// thread, as it takes no longer than the rest of a request does.
public final class DpopProofCheck {

  /// What proofs are like here.
  ///
  /// @param issuer the URL by which the world reaches this server, without a slash at its end
  /// @param port that we listen on; asked for when a proof comes
  /// @param window how far a proof's `iat` may lie from our clock, either way. A used proof is
  ///   remembered for twice as long, since its `iat` may lie that far ahead ([RFC 9449
  ///   §11.1](https://www.rfc-editor.org/rfc/rfc9449#section-11.1))
  public record DpopSettings(String issuer, IntSupplier port, Duration window) {}

  static final String HEADER = "DPoP";
  static final String NONCE_HEADER = "DPoP-Nonce";

  private static final String TYPE = "dpop+jwt";
  private static final String REPLAY_NAMESPACE = "dpop:";
  private static final int MAX_ID = 255;

  /// How many keys that proved themselves before are remembered. Judging one takes a tenth of the
  /// time of an ES256 check, and for Ed25519 nearly half of its own.
  private static final int KNOWN_KEYS = 10_000;

  /// The members of a key as nearly everybody sends it, all of them text. Only such keys are
  /// remembered: a sender may put what he likes beside them, and as often anew as he likes.
  private static final Set<String> PLAIN_MEMBERS =
      Set.of("kty", "crv", "x", "y", "n", "e", "kid", "use", "alg");

  /// In characters: an RSA key of 4096 bits and what is said of it.
  private static final int PLAIN_LENGTH = 1_024;

  /// Where a request is going to: refusals are worded for it.
  private enum ProofLocation {
    /// The token endpoint: RFC 6749's form, 400.
    TOKEN_ENDPOINT,
    /// A path that a token opens: 401 and a challenge.
    PROTECTED
  }

  private final DpopSettings settings;
  private final ServerUrls targets;
  private final DpopNonces nonces;
  private final CryptoProvider provider;
  private final ReplayGuard replay;
  private final Clock clock;
  private final Counter accepted;
  private final Map<DpopProofFault, Counter> refused = new EnumMap<>(DpopProofFault.class);
  private final Cache<Map<String, Object>, PublicJwk> knownKeys =
      Caffeine.newBuilder().maximumSize(KNOWN_KEYS).executor(Runnable::run).build();

  public DpopProofCheck(
      DpopSettings settings,
      DpopNonces nonces,
      CryptoProvider provider,
      ReplayGuard replay,
      Clock clock,
      MeterRegistry meters) {
    this.settings = settings;
    this.targets = new ServerUrls(settings.issuer(), settings.port());
    this.nonces = nonces;
    this.provider = provider;
    this.replay = replay;
    this.clock = clock;
    this.accepted = counter(meters, "accepted");
    for (var fault : DpopProofFault.values()) {
      refused.put(fault, counter(meters, fault.wire()));
    }
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("signet.dpop.proofs")
        .description("DPoP proofs checked, by what came of it")
        .tag("result", result)
        .register(meters);
  }

  /// The proof that a token request came with. Its use has still to be spent, with the token that
  /// it is for.
  ///
  /// @return empty when it came with none
  /// @throws Refused `OAuth` with `invalid_dpop_proof`, or `NonceNeeded`
  public Optional<DpopProof> check(Request request) {
    return request.headers(HEADER).isEmpty()
        ? Optional.empty()
        : Optional.of(proof(request, ProofLocation.TOKEN_ENDPOINT, Optional.empty()));
  }

  /// The proof that a request came with which shows this access token. Its use has still to be
  /// spent, by [#consume].
  ///
  /// @throws Refused `NotProved`, or `NonceNeeded`
  public DpopProof require(Request request, String accessToken) {
    if (request.headers(HEADER).isEmpty()) {
      throw countAndRefuse(
          DpopProofFault.MISSING, ProofLocation.PROTECTED, "Send a DPoP proof with the token");
    }
    return proof(request, ProofLocation.PROTECTED, Optional.of(accessToken));
  }

  /// Uses up a proof that a protected path asked for; it is on disk when this returns.
  ///
  /// @throws Refused `NotProved` when it was used before
  public void consume(DpopProof proof) {
    if (!replay.consume(proof.use())) {
      throw proofReused(ProofLocation.PROTECTED);
    }
  }

  /// Whether it is the use of a proof, and not of something else.
  public boolean isOfProof(OneTimeUse use) {
    return use.namespace().startsWith(REPLAY_NAMESPACE);
  }

  /// For a token request whose proof turned out to have been used before.
  public Refused proofReused() {
    return proofReused(ProofLocation.TOKEN_ENDPOINT);
  }

  private Refused proofReused(ProofLocation place) {
    return countAndRefuse(
        DpopProofFault.REPLAYED,
        place,
        "The DPoP proof was used before; make a new one for each request");
  }

  /// For a token request that has to come with a proof by another key, or with one at all.
  public Refused otherKey(String sentence) {
    return countAndRefuse(DpopProofFault.OTHER_KEY, ProofLocation.TOKEN_ENDPOINT, sentence);
  }

  /// For a token request whose proof is good, and signed as its client may not sign.
  public Refused otherAlg() {
    return otherAlg(ProofLocation.TOKEN_ENDPOINT);
  }

  /// As [#otherAlg()], for a protected path.
  public Refused otherAlgAtProtectedPath() {
    return otherAlg(ProofLocation.PROTECTED);
  }

  private Refused otherAlg(ProofLocation place) {
    return countAndRefuse(
        DpopProofFault.OTHER_ALG, place, "This client's DPoP proofs are signed in another way");
  }

  private DpopProof proof(Request request, ProofLocation place, Optional<String> accessToken) {
    var jws = read(request, place);
    var claims = jws.claims();
    var id =
        claims
            .text("jti")
            .filter(jti -> !jti.isEmpty() && jti.length() <= MAX_ID)
            .orElseThrow(() ->
                countAndRefuse(
                    DpopProofFault.ID,
                    place,
                    "The DPoP proof's jti must be a string of 1 to " + MAX_ID + " characters"));
    if (!claims.text("htm").equals(Optional.of(request.method()))) {
      throw countAndRefuse(
          DpopProofFault.METHOD, place, "The DPoP proof's htm must be the method of this request");
    }
    if (claims.text("htu").filter(htu -> targets.matches(htu, request.path())).isEmpty()) {
      throw countAndRefuse(
          DpopProofFault.URL,
          place,
          "The DPoP proof's htu must be the URL of this request: the issuer's, and the path");
    }
    var now = clock.instant();
    if (claims.time("iat").filter(iat -> isWithin(iat, now)).isEmpty()) {
      throw countAndRefuse(
          DpopProofFault.TIME,
          place,
          "The DPoP proof's iat must be a time within "
              + settings.window().toSeconds()
              + " s of this server's");
    }
    if (accessToken.isPresent()
        && claims.text("ath").filter(hash(accessToken.get())::equals).isEmpty()) {
      throw countAndRefuse(
          DpopProofFault.TOKEN,
          place,
          "The DPoP proof's ath must be the SHA-256 of the access token");
    }
    if (nonces.areRequired() && claims.text("nonce").filter(nonces::isRecent).isEmpty()) {
      count(DpopProofFault.NONCE);
      throw new Refused(
          new Refusal.DpopNonceRequired(
              switch (place) {
                case TOKEN_ENDPOINT -> 400;
                case PROTECTED -> 401;
              },
              nonces.current()),
          "no recent nonce");
    }
    var key = signer(jws, place);
    accepted.increment();
    return new DpopProof(
        key.thumbprint(),
        jws.alg(),
        new OneTimeUse(
            REPLAY_NAMESPACE + key.thumbprint().value(),
            id,
            now.plus(settings.window().multipliedBy(2))));
  }

  private PeerJws read(Request request, ProofLocation place) {
    var headers = request.headers(HEADER);
    if (headers.size() != 1) {
      throw countAndRefuse(DpopProofFault.SEVERAL, place, "Send one DPoP header, and not more");
    }
    PeerJws jws;
    try {
      jws = PeerJws.parse(headers.getFirst());
    } catch (BadJws bad) {
      throw countAndRefuse(
          DpopProofFault.MALFORMED, place, "The DPoP proof is not good. " + bad.reason());
    }
    if (!jws.type().equals(Optional.of(TYPE))) {
      throw countAndRefuse(DpopProofFault.TYPE, place, "The DPoP proof's typ must be " + TYPE);
    }
    return jws;
  }

  /// The key in the header, once it is seen that the proof is signed by it.
  private PublicJwk signer(PeerJws jws, ProofLocation place) {
    var members =
        jws.jwk()
            .orElseThrow(() ->
                countAndRefuse(
                    DpopProofFault.KEY, place, "The DPoP proof's header must hold its key as jwk"));
    var isPlain = isPlain(members);
    var key = isPlain ? knownKeys.getIfPresent(members) : null;
    var isKnown = key != null;
    if (key == null) {
      try {
        key = PublicJwk.parse(members);
      } catch (BadJwk bad) {
        throw countAndRefuse(
            DpopProofFault.KEY, place, "The DPoP proof's key is not good. " + bad.reason());
      }
    }
    if (!jws.isSignedBy(key, provider)) {
      throw countAndRefuse(
          DpopProofFault.SIGNATURE, place, "The DPoP proof is not signed by the key in it");
    }
    if (isPlain && !isKnown) {
      knownKeys.put(members, key);
    }
    return key;
  }

  private static boolean isPlain(Map<String, Object> members) {
    var length = 0;
    for (var member : members.entrySet()) {
      if (!PLAIN_MEMBERS.contains(member.getKey()) || !(member.getValue() instanceof String text)) {
        return false;
      }
      length += text.length();
    }
    return length <= PLAIN_LENGTH;
  }

  private boolean isWithin(Instant iat, Instant now) {
    return Duration.between(iat, now).abs().compareTo(settings.window()) <= 0;
  }

  /// [RFC 9449 §4.2](https://www.rfc-editor.org/rfc/rfc9449#section-4.2), `ath`.
  private static String hash(String accessToken) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(sha256.digest(accessToken.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private Refused countAndRefuse(DpopProofFault fault, ProofLocation place, String sentence) {
    count(fault);
    return switch (place) {
      case TOKEN_ENDPOINT ->
          Refused.oauth(OAuthError.INVALID_DPOP_PROOF, sentence, "proof: " + fault.wire());
      case PROTECTED ->
          new Refused(
              new Refusal.PossessionNotProven(OAuthError.INVALID_DPOP_PROOF, sentence),
              "proof: " + fault.wire());
    };
  }

  private void count(DpopProofFault fault) {
    Objects.requireNonNull(refused.get(fault)).increment();
  }
}
