package dev.signet.events.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.jose.SigningKey;
import dev.signet.base.jose.VerifyingKey;
import dev.signet.base.secrets.HmacSigner;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Sealer;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The Ed25519 keys that sign for the audit log: openings, checkpoints and anchors. The public keys
/// are published, so anyone can verify the signatures; the private keys are sealed under the master
/// key, so write access to the database is not enough to create a signature.
final class AuditKeys {

  /// A key as it is stored.
  ///
  /// @param number the key with the highest number signs
  /// @param sealedPrivateKey the PKCS#8 form, sealed, in Base64
  record StoredAuditKey(
      String kid, long number, String publicJwk, String sealedPrivateKey, Instant createdAt) {}

  private static final SigningAlg ALG = SigningAlg.EDDSA;

  private final CryptoProvider provider;
  private final HmacSigner hmac;
  private final SigningKey current;
  private final Map<String, VerifyingKey> known;

  /// @param hmac verifies signatures from before there were audit keys
  /// @param current one of the known keys
  AuditKeys(
      CryptoProvider provider,
      HmacSigner hmac,
      SigningKey current,
      Map<String, VerifyingKey> known) {
    this.provider = provider;
    this.hmac = hmac;
    this.current = current;
    this.known = Map.copyOf(known);
  }

  /// Generates a key, to be stored.
  static StoredAuditKey generate(
      CryptoProvider provider, MasterKey master, long number, Instant now) {
    var key = SigningKey.generate(provider, ALG);
    var sealed = sealer(master).seal(key.toPkcs8(), associatedData(key.kid()));
    return new StoredAuditKey(
        key.kid(),
        number,
        key.publicHalf().json(),
        Base64.getEncoder().encodeToString(sealed),
        now);
  }

  /// The keys among these rows that this server has created. Rows that were changed or forged
  /// cannot be opened, and are ignored: the verification then reports what they signed.
  ///
  /// @param rows by number, the highest last
  /// @return empty when there is no such key
  static Optional<AuditKeys> of(
      CryptoProvider provider, MasterKey master, List<StoredAuditKey> rows) {
    var sealer = sealer(master);
    var known = new HashMap<String, VerifyingKey>();
    Optional<SigningKey> current = Optional.empty();
    for (var row : rows) {
      var opened = open(provider, sealer, row);
      if (opened.isPresent()) {
        known.put(opened.get().kid(), opened.get().publicHalf());
        current = opened;
      }
    }
    var hmac = new HmacSigner(master, "audit");
    return current.map(key -> new AuditKeys(provider, hmac, key, known));
  }

  private static Optional<SigningKey> open(
      CryptoProvider provider, Sealer sealer, StoredAuditKey row) {
    try {
      var publicHalf = VerifyingKey.parse(provider, ALG, row.publicJwk());
      return sealer
          .open(
              Base64.getDecoder().decode(row.sealedPrivateKey()), associatedData(publicHalf.kid()))
          .map(pkcs8 -> SigningKey.fromPkcs8(provider, publicHalf, pkcs8));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Sealer sealer(MasterKey master) {
    return Sealer.random(master, "audit-keys");
  }

  /// Binds a sealed private key to its public key.
  private static byte[] associatedData(String kid) {
    return ("audit " + kid).getBytes(UTF_8);
  }

  /// The kid of the signing key.
  String kid() {
    return current.kid();
  }

  boolean knows(String kid) {
    return known.containsKey(kid);
  }

  Collection<VerifyingKey> published() {
    return known.values();
  }

  AuditSignature sign(String text) {
    var signature = current.sign(provider, text.getBytes(UTF_8));
    return new AuditSignature(
        current.kid(), Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
  }

  /// Whether one of our keys signed this text.
  boolean isSignatureValid(String text, AuditSignature signature) {
    if (signature.kid() == null) {
      return hmac.verify(text, signature.value());
    }
    var key = known.get(signature.kid());
    return key != null
        && decoded(signature.value())
            .filter(bytes -> key.verify(provider, text.getBytes(UTF_8), bytes))
            .isPresent();
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
