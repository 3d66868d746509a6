package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A public key of another party, checked to be fit for verifying signatures ([RFC
/// 7517](https://www.rfc-editor.org/rfc/rfc7517)): on P-256 or P-384, RSA of 2048 to 8192 bits, or
/// Ed25519. Only the canonical form is accepted, so a key has one thumbprint: padding, stray bits
/// and leading zeros are refused.
///
/// Members that are not part of the key are ignored, including `x5c` and `x5u`. A private key is
/// refused, because sending it has exposed it.
public final class PublicJwk {
  private static final List<String> PRIVATE_MEMBERS =
      List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final int MAX_EXPONENT_BITS = 32;
  private static final int MAX_KID = 255;

  private enum Kind {
    RSA("RSA"),
    P256("EC"),
    P384("EC"),
    ED25519("Ed25519");

    private final String keyName;

    Kind(String keyName) {
      this.keyName = keyName;
    }

    /// The members that are the key, besides `kty`.
    List<String> members() {
      return switch (this) {
        case RSA -> List.of("n", "e");
        case P256, P384 -> List.of("crv", "x", "y");
        case ED25519 -> List.of("crv", "x");
      };
    }

    boolean supports(PeerAlg alg) {
      return switch (alg) {
        case RS256, PS256 -> this == RSA;
        case ES256 -> this == P256;
        case ES384 -> this == P384;
        case EDDSA -> this == ED25519;
      };
    }
  }

  private final Kind kind;
  private final Thumbprint thumbprint;
  private final byte[] encoded;
  private final Optional<String> kid;
  private final Optional<PeerAlg> alg;
  private final String json;

  private PublicJwk(Kind kind, Thumbprint thumbprint, byte[] encoded, Map<String, Object> members)
      throws BadJwk {
    this.kind = kind;
    this.thumbprint = thumbprint;
    this.encoded = encoded;
    this.kid = kid(members);
    this.alg = alg(kind, members);
    this.json = json(kind, members);
    requireForSigning(members);
  }

  /// Parses and checks the JSON text of a JWK.
  ///
  /// @throws BadJwk when it is not a JSON object, or as [#parse(Map)]
  public static PublicJwk parse(String json) throws BadJwk {
    var members =
        Claims.parse(json.getBytes(UTF_8))
            .orElseThrow(() -> new BadJwk("The JWK is not a JSON object, or names a member twice"));
    return parse(members.toMap());
  }

  /// Checks the members of a JWK.
  ///
  /// @throws BadJwk when it is not an accepted public key
  public static PublicJwk parse(Map<String, Object> members) throws BadJwk {
    var secret = PRIVATE_MEMBERS.stream().filter(members::containsKey).findFirst();
    if (secret.isPresent()) {
      throw new BadJwk(
          "The JWK holds the private or secret member "
              + secret.get()
              + "; send only the public key, and stop using this key");
    }
    return switch (text(members, "kty").orElse("")) {
      case "EC" -> ec(members);
      case "RSA" -> rsa(members);
      case "OKP" -> okp(members);
      default -> throw new BadJwk("The JWK's kty must be EC, RSA or OKP");
    };
  }

  private static PublicJwk ec(Map<String, Object> members) throws BadJwk {
    var kind =
        switch (text(members, "crv").orElse("")) {
          case "P-256" -> Kind.P256;
          case "P-384" -> Kind.P384;
          default -> throw new BadJwk("The JWK's crv must be P-256 or P-384");
        };
    var length = kind == Kind.P256 ? 32 : 48;
    for (var name : List.of("x", "y")) {
      if (bytes(members, name).length != length) {
        throw new BadJwk("The JWK's " + name + " is not as long as its curve asks for");
      }
    }
    // The library checks that the point is on the curve.
    return judged(kind, members, library -> ((ECKey) library).toPublicKey().getEncoded());
  }

  private static PublicJwk rsa(Map<String, Object> members) throws BadJwk {
    var n = number(members, "n");
    var e = number(members, "e");
    if (n.bitLength() < MIN_RSA_BITS || n.bitLength() > MAX_RSA_BITS || !n.testBit(0)) {
      throw new BadJwk(
          "The JWK's n must be an RSA modulus of "
              + MIN_RSA_BITS
              + " to "
              + MAX_RSA_BITS
              + " bits");
    }
    if (e.bitLength() < 2 || e.bitLength() > MAX_EXPONENT_BITS || !e.testBit(0)) {
      throw new BadJwk(
          "The JWK's e must be odd, 3 at least, and of at most " + MAX_EXPONENT_BITS + " bits");
    }
    return judged(Kind.RSA, members, library -> ((RSAKey) library).toPublicKey().getEncoded());
  }

  private static PublicJwk okp(Map<String, Object> members) throws BadJwk {
    if (!text(members, "crv").equals(Optional.of("Ed25519"))) {
      throw new BadJwk("The JWK's crv must be Ed25519");
    }
    var point = bytes(members, "x");
    if (!Ed25519Point.isValidPublicKey(point)) {
      throw new BadJwk("The JWK's x is not a usable point of Ed25519");
    }
    return judged(Kind.ED25519, members, _ -> VerifyingKey.encodedEd25519(point));
  }

  @FunctionalInterface
  private interface Encoding {
    byte[] of(JWK library) throws JOSEException;
  }

  private static PublicJwk judged(Kind kind, Map<String, Object> members, Encoding encoding)
      throws BadJwk {
    try {
      var library = JWK.parse(essential(kind, members));
      return new PublicJwk(kind, Thumbprint.of(library), encoding.of(library), members);
    } catch (ParseException | JOSEException _) {
      throw new BadJwk("The JWK is not a public key: its numbers do not fit together");
    }
  }

  /// Only the members that are the key.
  private static Map<String, Object> essential(Kind kind, Map<String, Object> members) {
    var essential = new LinkedHashMap<String, Object>();
    essential.put("kty", members.get("kty"));
    kind.members().forEach(name -> essential.put(name, members.get(name)));
    return essential;
  }

  private static byte[] bytes(Map<String, Object> members, String name) throws BadJwk {
    return text(members, name)
        .flatMap(Base64Url::decode)
        .filter(bytes -> bytes.length > 0)
        .orElseThrow(() -> new BadJwk("The JWK's " + name + " must be base64url without padding"));
  }

  private static BigInteger number(Map<String, Object> members, String name) throws BadJwk {
    var bytes = bytes(members, name);
    if (bytes[0] == 0) {
      throw new BadJwk("The JWK's " + name + " must not begin with a zero byte");
    }
    return new BigInteger(1, bytes);
  }

  /// Empty when it is missing.
  private static Optional<String> text(Map<String, Object> members, String name) throws BadJwk {
    return switch (members.get(name)) {
      case null -> Optional.empty();
      case String text -> Optional.of(text);
      default -> throw new BadJwk("The JWK's " + name + " must be a string");
    };
  }

  private static Optional<String> kid(Map<String, Object> members) throws BadJwk {
    var kid = text(members, "kid");
    if (kid.isPresent() && kid.get().length() > MAX_KID) {
      throw new BadJwk("The JWK's kid must be at most " + MAX_KID + " characters");
    }
    return kid;
  }

  private static Optional<PeerAlg> alg(Kind kind, Map<String, Object> members) throws BadJwk {
    var said = text(members, "alg");
    var alg = said.flatMap(PeerAlg::parse).filter(kind::supports);
    if (said.isPresent() && alg.isEmpty()) {
      throw new BadJwk("The JWK's alg is not one that such a key is taken for");
    }
    return alg;
  }

  /// [RFC 7517 §4.2](https://www.rfc-editor.org/rfc/rfc7517#section-4.2) and §4.3.
  private static void requireForSigning(Map<String, Object> members) throws BadJwk {
    var use = text(members, "use");
    if (use.isPresent() && !use.get().equals("sig")) {
      throw new BadJwk("The JWK's use is not sig");
    }
    var operations = members.get("key_ops");
    if (operations != null
        && !(operations instanceof Collection<?> listed && listed.contains("verify"))) {
      throw new BadJwk("The JWK's key_ops does not hold verify");
    }
  }

  private static String json(Kind kind, Map<String, Object> members) throws BadJwk {
    var json = new JsonObjectWriter();
    for (var member : essential(kind, members).entrySet()) {
      json.text(member.getKey(), (String) member.getValue());
    }
    for (var name : List.of("kid", "use", "alg")) {
      text(members, name).ifPresent(value -> json.text(name, value));
    }
    return new String(json.toBytes(), UTF_8);
  }

  public Thumbprint thumbprint() {
    return thumbprint;
  }

  public Optional<String> kid() {
    return kid;
  }

  /// Whether such a key can use this algorithm, and its `alg` does not name another one.
  public boolean supports(PeerAlg wanted) {
    return kind.supports(wanted) && alg.map(wanted::equals).orElse(true);
  }

  public boolean isP384() {
    return kind == Kind.P384;
  }

  /// The public members, with `kid`, `use` and `alg` as they were sent.
  public String json() {
    return json;
  }

  PublicKey key(CryptoProvider provider) {
    try {
      return provider.keyFactory(kind.keyName).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (InvalidKeySpecException e) {
      throw new IllegalStateException("cannot check with " + this, e);
    }
  }

  @Override
  public String toString() {
    return kind + " " + thumbprint;
  }
}
