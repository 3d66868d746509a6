package dev.signet.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A public key that can verify signatures.
 *
 * @param algorithms the algorithms it may be used for; signatures with other algorithms are invalid
 */
record VerificationKey(PublicKey key, Set<KeyAlgorithm> algorithms, String thumbprint) {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  VerificationKey {
    algorithms = Set.copyOf(algorithms);
  }

  /** The key of this JWK; empty if it is not a JWK, or not a key that {@link #of} accepts. */
  static Optional<VerificationKey> parse(Map<?, ?> members) {
    var named = new HashMap<String, Object>();
    members.forEach((name, value) -> named.put(String.valueOf(name), value));
    try {
      return of(JWK.parse(named));
    } catch (ParseException | RuntimeException e) {
      // The library documents the first exception, and throws the other for some invalid keys.
      return Optional.empty();
    }
  }

  /** The key, unless it is of an unsupported kind, too weak, private, or for another use. */
  static Optional<VerificationKey> of(JWK jwk) {
    try {
      if (jwk.isPrivate() || !isForSignatures(jwk)) {
        return Optional.empty();
      }
      var algorithms = EnumSet.noneOf(KeyAlgorithm.class);
      PublicKey key;
      if (jwk instanceof RSAKey rsa) {
        if (rsa.size() < MIN_RSA_BITS || rsa.size() > MAX_RSA_BITS) {
          return Optional.empty();
        }
        algorithms.add(KeyAlgorithm.RS256);
        algorithms.add(KeyAlgorithm.PS256);
        key = rsa.toPublicKey();
      } else if (jwk instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
        algorithms.add(KeyAlgorithm.ES256);
        key = ec.toPublicKey();
      } else if (jwk instanceof ECKey ec && ec.getCurve().equals(Curve.P_384)) {
        algorithms.add(KeyAlgorithm.ES384);
        key = ec.toPublicKey();
      } else if (jwk instanceof OctetKeyPair okp && okp.getCurve().equals(Curve.Ed25519)) {
        algorithms.add(KeyAlgorithm.EDDSA);
        key = AgentKey.ed25519(okp.getX());
      } else {
        return Optional.empty();
      }
      if (jwk.getAlgorithm() != null) {
        var only = KeyAlgorithm.parse(jwk.getAlgorithm().getName());
        algorithms.removeIf(each -> !Optional.of(each).equals(only));
      }
      return algorithms.isEmpty()
          ? Optional.empty()
          : Optional.of(new VerificationKey(key, algorithms, jwk.computeThumbprint().toString()));
    } catch (JOSEException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static boolean isForSignatures(JWK jwk) {
    return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
        && (jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  /** Whether this key signed the JWS, with the algorithm in its header. */
  boolean isSignerOf(Jws jws) {
    return jws.algorithm()
        .filter(algorithm -> algorithms.contains(algorithm) && jws.isSignedBy(algorithm, key))
        .isPresent();
  }
}
