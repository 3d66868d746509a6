package dev.signet.base.jose;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The accepted signature algorithms for DPoP proofs and client assertions ([RFC 7518
/// §3.1](https://www.rfc-editor.org/rfc/rfc7518#section-3.1), [RFC 8037
/// §3.1](https://www.rfc-editor.org/rfc/rfc8037#section-3.1)). `none` and HMAC are not accepted.
public enum PeerAlg {
  RS256("RS256", "SHA256withRSA"),
  /// The salt is as long as the hash ([RFC 7518
  /// §3.5](https://www.rfc-editor.org/rfc/rfc7518#section-3.5)).
  PS256("PS256", "RSASSA-PSS"),
  ES256("ES256", "SHA256withECDSAinP1363Format"),
  ES384("ES384", "SHA384withECDSAinP1363Format"),
  /// With Ed25519 only. [RFC 9864 §2.2](https://www.rfc-editor.org/rfc/rfc9864#section-2.2) calls
  /// it by the curve's name, and newer libraries do.
  EDDSA("EdDSA", "Ed25519");

  /// The algorithms for client assertions: without ES384, which OAuth clients do not use.
  public static final List<PeerAlg> ASSERTION_ALGS = List.of(RS256, PS256, ES256, EDDSA);

  private static final String ED25519 = "Ed25519";

  private final String wire;
  private final String signatureName;

  PeerAlg(String wire, String signatureName) {
    this.wire = wire;
    this.signatureName = signatureName;
  }

  public String wire() {
    return wire;
  }

  /// All its names.
  public List<String> names() {
    return this == EDDSA ? List.of(wire, ED25519) : List.of(wire);
  }

  public static Optional<PeerAlg> parse(String text) {
    var name = text.equals(ED25519) ? EDDSA.wire : text;
    return Arrays.stream(values()).filter(alg -> alg.wire.equals(name)).findFirst();
  }

  /// The names of all algorithms, for the server's metadata.
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(PeerAlg::names).flatMap(List::stream).toList();
  }

  /// The signature's name in the Java security API.
  String signatureName() {
    return signatureName;
  }

  @Nullable AlgorithmParameterSpec parameters() {
    return this == PS256
        ? new PSSParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC)
        : null;
  }
}
