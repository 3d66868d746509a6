package dev.signet.credentials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.signet.secrets.Bcrypt;
import dev.signet.secrets.KeyedHash;
import dev.signet.secrets.ProvenSecrets;
import dev.signet.secrets.Secret;
import dev.signet.secrets.SecretFormat;
import dev.signet.secrets.SecretKind;
import dev.signet.secrets.Secrets;
import java.security.MessageDigest;

/// Makes client secrets and their hashes, and tells whether a presented secret is the one behind a
/// hash.
public final class SecretHashes {
  private final HashKind making;
  private final Secrets secrets;
  private final KeyedHash keyedHash;
  private final Bcrypt bcrypt;
  private final ProvenSecrets proven;
  private final StoredHash ofNobody;

  /// @param making how new secrets are hashed; hashes of either kind are always recognised
  public SecretHashes(
      HashKind making, Secrets secrets, KeyedHash keyedHash, Bcrypt bcrypt, ProvenSecrets proven) {
    this.making = making;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.bcrypt = bcrypt;
    this.proven = proven;
    this.ofNobody = make(SecretKind.CLIENT_SECRET).hash();
  }

  /// A new secret and its hash. With bcrypt this takes tens of milliseconds, so it is done before
  /// the transaction that stores it.
  FreshSecret make(SecretKind kind) {
    var secret = secrets.make(kind);
    var keyed = candidate(kind, secret).keyed();
    var hash =
        switch (making) {
          case KEYED -> keyed;
          case BCRYPT -> new StoredHash(HashKind.BCRYPT, bcrypt.hash(secret));
        };
    return new FreshSecret(secret, hash, keyed);
  }

  /// A secret that somebody presents, to be held against hashes.
  Candidate candidate(SecretKind kind, Secret secret) {
    return new Candidate(kind, secret);
  }

  /// Somebody's secret, until it is known whose. Used by one thread.
  final class Candidate {
    private final SecretKind kind;
    private final Secret secret;
    private final byte[] keyed;
    private boolean paid;

    private Candidate(SecretKind kind, Secret secret) {
      this.kind = kind;
      this.secret = secret;
      this.keyed = keyedHash.hash(kind, secret).getBytes(ISO_8859_1);
      this.paid = making == HashKind.KEYED;
    }

    /// What would be stored of this secret under the default kind of hash.
    StoredHash keyed() {
      return new StoredHash(HashKind.KEYED, new String(keyed, ISO_8859_1));
    }

    /// Whether this is the secret that was hashed. A secret without our checksum is never one that
    /// we made, so it is only held against hashes brought in from elsewhere, which are bcrypt's.
    boolean proves(StoredHash stored) {
      return switch (stored.kind()) {
        case KEYED ->
            MessageDigest.isEqual(keyed, stored.value().getBytes(ISO_8859_1))
                && SecretFormat.looksLike(kind, secret.reveal());
        case BCRYPT -> {
          paid = true;
          yield proven.verify(kind, secret, stored.value());
        }
      };
    }

    /// Takes the time that one check of a hash of the kind we make takes, unless that was spent
    /// already: somebody who is not there shall not be told by a quick answer.
    void payInFull() {
      if (!paid) {
        proves(ofNobody);
      }
    }
  }
}
