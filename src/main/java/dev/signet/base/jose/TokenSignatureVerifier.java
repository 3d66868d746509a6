package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.signet.base.secrets.Sha256;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.text.ParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Verifies a compact JWS against this server's keys. It checks the signature and the form, but
/// none of the claims: neither times nor the audience.
///
/// The key decides everything ([RFC 8725
/// §3.1](https://www.rfc-editor.org/rfc/rfc8725#section-3.1)): it is found by `kid` among our own,
/// has one algorithm, and a header that names another algorithm or contains a key is refused.
public final class TokenSignatureVerifier {
  /// The maximum length of a token; a longer one is refused unread.
  public static final int MAX_LENGTH = 16 * 1024;

  /// Header members by which a token would supply its own key, or change how it is processed.
  private static final Set<String> REJECTED_HEADERS =
      Set.of("crit", "b64", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "zip");

  /// The result of a verification.
  public sealed interface Outcome {}

  /// Signed by the key with this `kid`, and unchanged.
  public record Verified(String kid, Claims claims) implements Outcome {}

  /// Not valid; the reason is for the log, and repeats nothing of the token.
  public record NotVerified(String reason) implements Outcome {}

  private static final Outcome UNKNOWN_KEY = new NotVerified("no such key");

  private record CachedToken(Verified verified, int weight) {}

  private final CryptoProvider provider;

  /// The memory of a cached token besides its claims, of which each character takes two bytes:
  /// 1,600 bytes in total for a token of 560 characters.
  private static final int WEIGHT = 500;

  private final Function<String, Optional<VerifyingKey>> keys;
  private final Set<String> types;
  private final Cache<String, CachedToken> verifiedTokens;

  /// @param keys finds one of our keys by its kid; called for every token, so it must be quick
  /// @param types the accepted values of `typ`, such as `at+jwt`
  /// @param cacheBytes the memory for cached results in bytes; results of a key that is no longer
  ///   found are ignored
  public TokenSignatureVerifier(
      CryptoProvider provider,
      Function<String, Optional<VerifyingKey>> keys,
      Set<String> types,
      long cacheBytes) {
    this.provider = provider;
    this.keys = keys;
    this.types =
        types.stream()
            .map(TokenSignatureVerifier::normalizedType)
            .collect(Collectors.toUnmodifiableSet());
    this.verifiedTokens =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((String _, CachedToken known) -> known.weight)
            .executor(Runnable::run)
            .build();
  }

  /// Verifies a token. Never throws, whatever the input.
  public Outcome verify(String token) {
    if (token.length() > MAX_LENGTH) {
      return new NotVerified("longer than 16 KiB");
    }
    var digest = digest(token);
    var known = verifiedTokens.getIfPresent(digest);
    if (known != null) {
      var kid = known.verified.kid;
      return keys.apply(kid).isPresent() ? known.verified : UNKNOWN_KEY;
    }
    var outcome = check(token);
    if (outcome instanceof Verified verified) {
      verifiedTokens.put(digest, new CachedToken(verified, WEIGHT + 2 * token.length()));
    }
    return outcome;
  }

  private Outcome check(String token) {
    var first = token.indexOf('.');
    var second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      return new NotVerified("not three parts");
    }
    var header = Base64Url.decode(token.substring(0, first));
    var payload = Base64Url.decode(token.substring(first + 1, second));
    var signature = Base64Url.decode(token.substring(second + 1));
    if (header.isEmpty() || payload.isEmpty() || signature.isEmpty()) {
      return new NotVerified("not base64url as it is spelled");
    }
    Map<String, Object> members;
    JWSHeader said;
    try {
      members = JSONObjectUtils.parse(new String(header.get(), UTF_8));
      said = JWSHeader.parse(members);
    } catch (ParseException | RuntimeException _) {
      return new NotVerified("unreadable header");
    }
    for (var name : members.keySet()) {
      if (REJECTED_HEADERS.contains(name)) {
        return new NotVerified("header has " + name);
      }
    }
    var type = said.getType();
    if (type == null || !types.contains(normalizedType(type.getType()))) {
      return new NotVerified("type is not taken");
    }
    var kid = said.getKeyID();
    if (kid == null) {
      return new NotVerified("no kid");
    }
    var key = keys.apply(kid);
    if (key.isEmpty()) {
      return UNKNOWN_KEY;
    }
    if (!said.getAlgorithm().getName().equals(key.get().alg().wire())) {
      return new NotVerified("alg is not the key's");
    }
    if (!isSigned(key.get(), token.substring(0, second), signature.get())) {
      return new NotVerified("signature does not match");
    }
    return Claims.parse(payload.get())
        .<Outcome>map(claims -> new Verified(kid, claims))
        .orElseGet(() -> new NotVerified("signed, but not claims"));
  }

  private boolean isSigned(VerifyingKey key, String input, byte[] signature) {
    try {
      var verifier = provider.signature(key.alg());
      verifier.initVerify(key.key());
      verifier.update(input.getBytes(ISO_8859_1));
      return verifier.verify(signature);
    } catch (SignatureException _) {
      // The signature is not as long as this key's, or its numbers are out of range.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot check with " + key, e);
    }
  }

  /// Normalizes a media type, which `typ` may write in any case and with or without `application/`
  /// ([RFC 7515 §4.1.9](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9)).
  private static String normalizedType(String type) {
    var lower = type.toLowerCase(Locale.ROOT);
    var bare = lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    return bare.contains("/") ? lower : bare;
  }

  private static String digest(String token) {
    return new String(Sha256.digest().digest(token.getBytes(UTF_8)), ISO_8859_1);
  }
}
