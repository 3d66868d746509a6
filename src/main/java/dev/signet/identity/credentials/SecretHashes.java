package dev.signet.identity.credentials;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.VerifiedSecretCache;
import java.security.MessageDigest;

/// Makes client secrets and their hashes, and tells whether a presented secret is the one behind a
/// hash.
public final class SecretHashes {
  /// Random secrets are no shorter: 32 hexadecimal digits hold 128 bits.
  private static final int RANDOM_LENGTH = 32;

  /// Clients that are not known take turns with one another.
  static final String UNKNOWN = "";

  private final HashKind defaultKind;
  private final SecretGenerator secrets;
  private final KeyedHash keyedHash;
  private final Bcrypt bcrypt;
  private final VerifiedSecretCache proven;
  private final StoredHash dummyHash;

  /// @param making how new secrets are hashed; hashes of either kind are always recognised
  public SecretHashes(
      HashKind making,
      SecretGenerator secrets,
      KeyedHash keyedHash,
      Bcrypt bcrypt,
      VerifiedSecretCache proven) {
    this.defaultKind = making;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.bcrypt = bcrypt;
    this.proven = proven;
    this.dummyHash = make(SecretKind.CLIENT_SECRET).hash();
  }

  /// A new secret and its hash. With bcrypt this takes tens of milliseconds, so it is done before
  /// the transaction that stores it.
  NewSecret make(SecretKind kind) {
    var secret = secrets.generate(kind);
    var keyed = candidate(kind, secret).keyed();
    var hash =
        switch (defaultKind) {
          case KEYED -> keyed;
          case BCRYPT -> new StoredHash(HashKind.BCRYPT, bcrypt.hash(secret));
        };
    return new NewSecret(secret, hash, keyed);
  }

  /// Whether new secrets are hashed by bcrypt.
  boolean usesBcrypt() {
    return defaultKind == HashKind.BCRYPT;
  }

  /// A secret to be compared with keyed hashes only.
  PresentedSecret candidate(SecretKind kind, Secret secret) {
    return candidate(UNKNOWN, kind, secret);
  }

  /// A presented secret, to be compared with hashes.
  ///
  /// @param client whose turn a bcrypt hash takes; [#UNKNOWN] for all that are not known
  PresentedSecret candidate(String client, SecretKind kind, Secret secret) {
    return new PresentedSecret(client, kind, secret);
  }

  /// Somebody's secret, until it is known whose. Used by one thread.
  final class PresentedSecret {
    private final String client;
    private final SecretKind kind;
    private final Secret secret;
    private final byte[] keyed;
    private boolean timeSpent;

    private PresentedSecret(String client, SecretKind kind, Secret secret) {
      this.client = client;
      this.kind = kind;
      this.secret = secret;
      this.keyed = keyedHash.hash(kind, secret).getBytes(ISO_8859_1);
      this.timeSpent = defaultKind == HashKind.KEYED;
    }

    /// What would be stored of this secret under the default kind of hash.
    StoredHash keyed() {
      return new StoredHash(HashKind.KEYED, new String(keyed, ISO_8859_1));
    }

    /// Whether it is spelled like a secret that this server makes, of this kind.
    boolean isServerGenerated() {
      return SecretFormat.matchesFormat(kind, secret.reveal());
    }

    /// Whether a person may have chosen it: it is none that this server makes, of whatever kind,
    /// and too short to be another server's random one. Such a one must not be tried without end.
    boolean isGuessable() {
      var text = secret.reveal();
      return text.length() < RANDOM_LENGTH && !SecretFormat.isOwnFormat(text);
    }

    /// Whether bcrypt reads all of it, so that a hash of the whole proves no less and no more.
    boolean fitsBcrypt() {
      return secret.reveal().getBytes(UTF_8).length <= Bcrypt.MAX_BYTES;
    }

    /// Whether this is the secret that was hashed.
    boolean matches(StoredHash stored) {
      return switch (stored.kind()) {
        case KEYED -> MessageDigest.isEqual(keyed, stored.value().getBytes(ISO_8859_1));
        case BCRYPT -> {
          timeSpent = true;
          yield proven.verify(client, kind, secret, stored.value());
        }
      };
    }

    /// Takes the time that one check of a hash of the kind we make takes, unless that was spent
    /// already: somebody who is not there shall not be told by a quick answer.
    void spendCheckTime() {
      if (!timeSpent) {
        matches(dummyHash);
      }
    }
  }
}
