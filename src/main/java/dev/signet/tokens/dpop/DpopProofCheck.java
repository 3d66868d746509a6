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
import dev.signet.base.secrets.Sha256;
import dev.signet.validity.replay.OneTimeUse;
import dev.signet.validity.replay.ReplayGuard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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

/// Checks DPoP proofs ([RFC 9449 §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3)). Cheap
/// checks come first and the signature last. The signature is checked on the caller's own thread,
/// because it takes no longer than the rest of a request.
public final class DpopProofCheck {

  /// The settings of the proof check.
  ///
  /// @param issuer the public URL of this server, without a trailing slash
  /// @param port that the server listens on; queried for each proof
  /// @param window how far a proof's `iat` may differ from our clock, either way. A used proof is
  ///   remembered for twice as long, because its `iat` may be that far in the future ([RFC 9449
  ///   §11.1](https://www.rfc-editor.org/rfc/rfc9449#section-11.1))
  public record DpopSettings(String issuer, IntSupplier port, Duration window) {}

  /// The request header with the proof.
  public static final String HEADER = "DPoP";

  static final String NONCE_HEADER = "DPoP-Nonce";

  private static final String TYPE = "dpop+jwt";
  private static final String REPLAY_NAMESPACE = "dpop:";
  private static final int MAX_ID = 255;

  /// How many keys of earlier valid proofs are cached. Checking a key takes a tenth of the time of
  /// an ES256 verification, and nearly half the time of an Ed25519 verification.
  private static final int KNOWN_KEYS = 10_000;

  /// The members of a key as nearly all clients send it, all of them text. Only such keys are
  /// cached: a sender may add any members, different ones each time.
  private static final Set<String> PLAIN_MEMBERS =
      Set.of("kty", "crv", "x", "y", "n", "e", "kid", "use", "alg");

  /// In characters: an RSA key of 4096 bits and its metadata.
  private static final int PLAIN_LENGTH = 1_024;

  /// Where a request is sent to, which determines the form of refusals.
  private enum ProofLocation {
    /// The token endpoint: the error format of RFC 6749, status 400.
    TOKEN_ENDPOINT,
    /// A protected path: 401 with a challenge.
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
        .description("DPoP proofs checked, by outcome")
        .tag("result", result)
        .register(meters);
  }

  /// The proof in a token request. Its use has still to be consumed, together with the issuance of
  /// the token.
  ///
  /// @return empty when the request has no proof
  /// @throws Refused `OAuth` with `invalid_dpop_proof`, or `DpopNonceRequired`
  public Optional<DpopProof> check(PresentedProof presented) {
    return presented.headers().isEmpty()
        ? Optional.empty()
        : Optional.of(proof(presented, ProofLocation.TOKEN_ENDPOINT, Optional.empty()));
  }

  /// The proof in a request that presents this access token. Its use has still to be consumed, by
  /// [#consume].
  ///
  /// @throws Refused `PossessionNotProven`, or `DpopNonceRequired`
  public DpopProof require(PresentedProof presented, String accessToken) {
    if (presented.headers().isEmpty()) {
      throw countAndRefuse(
          DpopProofFault.MISSING, ProofLocation.PROTECTED, "Send a DPoP proof with the token");
    }
    return proof(presented, ProofLocation.PROTECTED, Optional.of(accessToken));
  }

  /// Consumes a proof that a protected path required; the use is on disk when this returns.
  ///
  /// @throws Refused `PossessionNotProven` when the proof was used before
  public void consume(DpopProof proof) {
    if (!replay.consume(proof.use())) {
      throw proofReused(ProofLocation.PROTECTED);
    }
  }

  /// Whether this is the use of a proof.
  public boolean isOfProof(OneTimeUse use) {
    return use.namespace().startsWith(REPLAY_NAMESPACE);
  }

  /// The refusal of a token request whose proof turned out to have been used before.
  public Refused proofReused() {
    return proofReused(ProofLocation.TOKEN_ENDPOINT);
  }

  private Refused proofReused(ProofLocation place) {
    return countAndRefuse(
        DpopProofFault.REPLAYED,
        place,
        "The DPoP proof was used before; create a new one for each request");
  }

  /// The refusal of a token request that requires a proof, or one by another key.
  public Refused otherKey(String sentence) {
    return countAndRefuse(DpopProofFault.OTHER_KEY, ProofLocation.TOKEN_ENDPOINT, sentence);
  }

  /// The refusal of a token request whose proof is valid, but signed with an algorithm that its
  /// client may not use.
  public Refused otherAlg() {
    return otherAlg(ProofLocation.TOKEN_ENDPOINT);
  }

  /// The refusal of such a proof at a protected path.
  public Refused otherAlgAtProtectedPath() {
    return otherAlg(ProofLocation.PROTECTED);
  }

  private Refused otherAlg(ProofLocation place) {
    return countAndRefuse(
        DpopProofFault.OTHER_ALG, place, "This client's DPoP proofs must use another algorithm");
  }

  private DpopProof proof(
      PresentedProof presented, ProofLocation place, Optional<String> accessToken) {
    var jws = read(presented, place);
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
    if (!claims.text("htm").equals(Optional.of(presented.method()))) {
      throw countAndRefuse(
          DpopProofFault.METHOD, place, "The DPoP proof's htm must be the method of this request");
    }
    if (claims.text("htu").filter(htu -> targets.matches(htu, presented.path())).isEmpty()) {
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

  private PeerJws read(PresentedProof presented, ProofLocation place) {
    var headers = presented.headers();
    if (headers.size() != 1) {
      throw countAndRefuse(DpopProofFault.SEVERAL, place, "Send exactly one DPoP header");
    }
    PeerJws jws;
    try {
      jws = PeerJws.parse(headers.getFirst());
    } catch (BadJws bad) {
      throw countAndRefuse(
          DpopProofFault.MALFORMED, place, "The DPoP proof is not valid. " + bad.reason());
    }
    if (!jws.type().equals(Optional.of(TYPE))) {
      throw countAndRefuse(DpopProofFault.TYPE, place, "The DPoP proof's typ must be " + TYPE);
    }
    return jws;
  }

  /// The key in the header, after verifying that the proof is signed with it.
  private PublicJwk signer(PeerJws jws, ProofLocation place) {
    var members =
        jws.jwk()
            .orElseThrow(() ->
                countAndRefuse(
                    DpopProofFault.KEY,
                    place,
                    "The DPoP proof's header must contain its key as jwk"));
    var isPlain = isPlain(members);
    var key = isPlain ? knownKeys.getIfPresent(members) : null;
    var isKnown = key != null;
    if (key == null) {
      try {
        key = PublicJwk.parse(members);
      } catch (BadJwk bad) {
        throw countAndRefuse(
            DpopProofFault.KEY, place, "The DPoP proof's key is not valid. " + bad.reason());
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
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Sha256.digest().digest(accessToken.getBytes(US_ASCII)));
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
