package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A compact JWS of another party ([RFC 7515
/// §7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1)): parsed, but not verified.
/// [#isSignedBy] verifies it, which takes ten to a hundred times as long as parsing.
public final class PeerJws {
  /// The maximum length: room for an RSA key of 8192 bits in the header, its signature, and claims.
  public static final int MAX_LENGTH = 8 * 1024;

  /// Header members that change how a JWS is processed.
  private static final Set<String> REJECTED_HEADERS = Set.of("crit", "b64", "zip");

  private final PeerAlg alg;
  private final Claims header;
  private final Claims claims;
  private final String signingInput;
  private final byte[] signature;

  private PeerJws(PeerAlg alg, Claims header, Claims claims, String signed, byte[] signature) {
    this.alg = alg;
    this.header = header;
    this.claims = claims;
    this.signingInput = signed;
    this.signature = signature;
  }

  /// Parses a JWS whose payload is claims.
  ///
  /// @throws BadJws when it is too long, not in canonical form, has an algorithm that is not
  ///   accepted (such as `none` and HMAC), or has an unsupported header
  public static PeerJws parse(String compact) throws BadJws {
    if (compact.length() > MAX_LENGTH) {
      throw new BadJws("It is longer than " + MAX_LENGTH + " characters");
    }
    var first = compact.indexOf('.');
    var second = compact.indexOf('.', first + 1);
    if (first < 0 || second < 0 || compact.indexOf('.', second + 1) >= 0) {
      throw new BadJws("It is not a JWS of three parts");
    }
    var header = object(compact.substring(0, first), "header");
    for (var name : REJECTED_HEADERS) {
      if (header.has(name)) {
        throw new BadJws("Its header has " + name + ", which is not taken");
      }
    }
    var alg =
        header
            .text("alg")
            .flatMap(PeerAlg::parse)
            .orElseThrow(() ->
                new BadJws("Its alg must be one of " + String.join(", ", PeerAlg.wireNames())));
    for (var name : Set.of("typ", "kid")) {
      if (header.has(name) && header.text(name).isEmpty()) {
        throw new BadJws("Its " + name + " must be a string");
      }
    }
    var claims = object(compact.substring(first + 1, second), "payload");
    var signature =
        Base64Url.decode(compact.substring(second + 1))
            .filter(bytes -> bytes.length > 0)
            .orElseThrow(() -> new BadJws("Its signature is not base64url without padding"));
    return new PeerJws(alg, header, claims, compact.substring(0, second), signature);
  }

  private static Claims object(String part, String name) throws BadJws {
    return Base64Url.decode(part)
        .flatMap(Claims::parse)
        .orElseThrow(() ->
            new BadJws(
                "Its "
                    + name
                    + " is not a JSON object in base64url without padding, or names a member"
                    + " twice"));
  }

  public PeerAlg alg() {
    return alg;
  }

  public Optional<String> type() {
    return header.text("typ");
  }

  public Optional<String> kid() {
    return header.text("kid");
  }

  /// The header's members, as plain values, maps and lists.
  public Map<String, Object> header() {
    return header.toMap();
  }

  /// The members of the key in the header, if there is one. That the JWS is signed by this key
  /// proves only that the sender has it.
  public Optional<Map<String, Object>> jwk() {
    return header.object("jwk").map(Claims::toMap);
  }

  /// The claims, unverified.
  public Claims claims() {
    return claims;
  }

  /// Whether this key signed it, with the algorithm in the header; false when the key is not for
  /// that algorithm.
  public boolean isSignedBy(PublicJwk key, CryptoProvider provider) {
    if (!key.supports(alg)) {
      return false;
    }
    try {
      var verifier = provider.signature(alg);
      verifier.initVerify(key.key(provider));
      verifier.update(signingInput.getBytes(ISO_8859_1));
      return verifier.verify(signature);
    } catch (SignatureException _) {
      // The signature is not as long as this key's, or its numbers are out of range.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot check with " + key, e);
    }
  }
}
