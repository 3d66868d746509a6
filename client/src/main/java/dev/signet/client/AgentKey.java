package dev.signet.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent's key pair. The private key signs DPoP proofs or client assertions and is never sent;
 * the agent is registered with the public key.
 */
public final class AgentKey {
  private static final int MIN_RSA_BITS = 2048;
  private static final int ED25519_BYTES = 32;

  private final KeyAlgorithm algorithm;
  private final PrivateKey privateKey;
  private final JWK publicJwk;
  private final String thumbprint;

  private AgentKey(KeyAlgorithm algorithm, PrivateKey privateKey, PublicKey publicKey, JWK jwk) {
    this.algorithm = algorithm;
    this.privateKey = privateKey;
    try {
      this.thumbprint = jwk.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalArgumentException("This key has no thumbprint", e);
    }
    this.publicJwk = jwk;
    var probe = "checks that both keys are a pair".getBytes(US_ASCII);
    if (!algorithm.isValidSignature(publicKey, probe, algorithm.sign(privateKey, probe))) {
      throw new IllegalArgumentException("The private key does not belong to the public key");
    }
  }

  /** A new key for ES256, kept in memory only. */
  public static AgentKey generate() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return of(KeyAlgorithm.ES256, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The JDK cannot generate P-256 keys", e);
    }
  }

  /**
   * The key in this file, a private JWK that only the file's owner can read. If there is no file,
   * it is created with a new key for ES256; of several programs that start at once, all get the
   * same key.
   *
   * @throws IllegalStateException when other users can read the file, or it does not contain a key
   */
  public static AgentKey loadOrGenerate(Path path) {
    var file = new PrivateFile(path);
    var kept = file.read();
    if (kept.isPresent()) {
      return parseFile(path, kept.get());
    }
    return file.runExclusively(() -> {
      var meanwhile = file.read();
      if (meanwhile.isPresent()) {
        return parseFile(path, meanwhile.get());
      }
      var made = generate();
      file.replace(made.privateJwk());
      return made;
    });
  }

  private static AgentKey parseFile(Path path, String jwk) {
    try {
      return parse(jwk);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(path + " does not contain a key: " + e.getMessage(), e);
    }
  }

  /**
   * A key from its private JWK: EC P-256, RSA of 2048 bits or more, or OKP Ed25519. An RSA key
   * signs with PS256 unless its {@code alg} says RS256.
   *
   * @throws IllegalArgumentException when it is not such a key, or not a private key
   */
  public static AgentKey parse(String jwk) {
    try {
      var parsed = JWK.parse(Json.parseObject(jwk).orElseThrow(AgentKey::notAKey));
      if (!parsed.isPrivate()) {
        throw new IllegalArgumentException("A private key is needed, but this is a public key");
      }
      return of(algorithmOf(parsed), pairOf(parsed), parsed.getKeyID());
    } catch (ParseException | JOSEException | GeneralSecurityException e) {
      // Without the cause, which may quote the secret text.
      throw notAKey();
    }
  }

  private static IllegalArgumentException notAKey() {
    return new IllegalArgumentException("This is not a JWK of a supported signing key");
  }

  /**
   * A key from another source, such as a key store. The private key does not have to be
   * extractable, as long as the JDK can sign with it.
   *
   * @throws IllegalArgumentException when the algorithm does not fit the key
   */
  public static AgentKey of(KeyAlgorithm algorithm, KeyPair pair) {
    return of(algorithm, pair, null);
  }

  private static AgentKey of(KeyAlgorithm algorithm, KeyPair pair, @Nullable String kid) {
    var bare = publicJwk(algorithm, pair.getPublic());
    try {
      var named = JSONObjectUtils.newJSONObject();
      named.putAll(bare.toJSONObject());
      named.put("kid", kid == null ? bare.computeThumbprint().toString() : kid);
      named.put("use", "sig");
      named.put("alg", algorithm.wire());
      return new AgentKey(algorithm, pair.getPrivate(), pair.getPublic(), JWK.parse(named));
    } catch (JOSEException | ParseException e) {
      throw new IllegalArgumentException("This key cannot be written as a JWK", e);
    }
  }

  /** The signature algorithm. */
  public KeyAlgorithm algorithm() {
    return algorithm;
  }

  /** The RFC 7638 thumbprint: the {@code jkt} of tokens bound to this key. */
  public String thumbprint() {
    return thumbprint;
  }

  /**
   * The key id in the agent's {@code jwks}: the JWK's {@code kid}, or the thumbprint if it has
   * none.
   */
  public String keyId() {
    return publicJwk.getKeyID();
  }

  /** The public key as a JWK, for the registration of the agent. */
  public String publicJwk() {
    return publicJwk.toJSONString();
  }

  /** The public key as a JWK set, for the {@code jwks} of an agent. */
  public String publicJwks() {
    return Json.write(Map.of("keys", List.of(publicJwk.toJSONObject())));
  }

  /** The members of the public key for the header of a proof. */
  Map<String, ?> requiredMembers() {
    return publicJwk.getRequiredParams();
  }

  byte[] sign(byte[] input) {
    return algorithm.sign(privateKey, input);
  }

  private String privateJwk() {
    var builder = new ECKey.Builder(publicJwk.toECKey());
    return builder.privateKey((ECPrivateKey) privateKey).build().toJSONString();
  }

  private static KeyAlgorithm algorithmOf(JWK jwk) {
    if (jwk instanceof RSAKey) {
      return jwk.getAlgorithm() != null && jwk.getAlgorithm().getName().equals("RS256")
          ? KeyAlgorithm.RS256
          : KeyAlgorithm.PS256;
    }
    if (jwk instanceof ECKey ec) {
      return ec.getCurve().equals(Curve.P_384) ? KeyAlgorithm.ES384 : KeyAlgorithm.ES256;
    }
    return KeyAlgorithm.EDDSA;
  }

  private static KeyPair pairOf(JWK jwk)
      throws JOSEException, GeneralSecurityException, ParseException {
    if (jwk instanceof RSAKey rsa) {
      return rsa.toKeyPair();
    }
    if (jwk instanceof ECKey ec) {
      return ec.toKeyPair();
    }
    if (jwk instanceof OctetKeyPair okp && okp.getCurve().equals(Curve.Ed25519)) {
      var secret = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, okp.getDecodedD());
      var factory = KeyFactory.getInstance("Ed25519");
      return new KeyPair(ed25519(okp.getX()), factory.generatePrivate(secret));
    }
    throw new IllegalArgumentException("A key is EC P-256 or P-384, RSA, or OKP Ed25519");
  }

  private static JWK publicJwk(KeyAlgorithm algorithm, PublicKey key) {
    return switch (algorithm) {
      case RS256, PS256 -> {
        if (!(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() < MIN_RSA_BITS) {
          throw new IllegalArgumentException(
              algorithm.wire() + " needs an RSA key of 2048 bits or more");
        }
        yield new RSAKey.Builder(rsa).build();
      }
      case ES256, ES384 -> {
        var curve = algorithm == KeyAlgorithm.ES256 ? Curve.P_256 : Curve.P_384;
        if (!(key instanceof ECPublicKey ec)
            || !curve.equals(Curve.forECParameterSpec(ec.getParams()))) {
          throw new IllegalArgumentException(algorithm.wire() + " needs a key on " + curve);
        }
        yield new ECKey.Builder(curve, ec).build();
      }
      case EDDSA -> {
        if (!(key instanceof EdECPublicKey ed)
            || !ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
          throw new IllegalArgumentException("EdDSA needs an Ed25519 key");
        }
        yield new OctetKeyPair.Builder(Curve.Ed25519, encodePoint(ed.getPoint())).build();
      }
    };
  }

  /**
   * Encodes a point as in <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1.2">RFC
   * 8032</a>.
   */
  private static Base64URL encodePoint(EdECPoint point) {
    var bigEndian = point.getY().toByteArray();
    var bytes = new byte[ED25519_BYTES];
    for (var i = 0; i < Math.min(bigEndian.length, ED25519_BYTES); i++) {
      bytes[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (point.isXOdd()) {
      bytes[ED25519_BYTES - 1] |= (byte) 0x80;
    }
    return Base64URL.encode(bytes);
  }

  /**
   * The Ed25519 key with this {@code x}.
   *
   * @throws GeneralSecurityException when it is not a key
   */
  static PublicKey ed25519(Base64URL x) throws GeneralSecurityException {
    var bytes = x.decode();
    if (bytes.length != ED25519_BYTES) {
      throw new GeneralSecurityException("an Ed25519 key of " + bytes.length + " bytes");
    }
    var xIsOdd = (bytes[ED25519_BYTES - 1] & 0x80) != 0;
    bytes[ED25519_BYTES - 1] &= 0x7f;
    var bigEndian = new byte[ED25519_BYTES];
    for (var i = 0; i < ED25519_BYTES; i++) {
      bigEndian[i] = bytes[ED25519_BYTES - 1 - i];
    }
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(xIsOdd, new BigInteger(1, bigEndian))));
  }

  @Override
  public String toString() {
    return "AgentKey[" + algorithm.wire() + ", " + thumbprint + "]";
  }
}
