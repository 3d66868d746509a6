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

/// Generates client secrets and their hashes, and compares a presented secret with a hash.
public final class SecretHashes {
  /// Random secrets are at least this long: 32 hexadecimal digits hold 128 bits.
  private static final int RANDOM_LENGTH = 32;

  /// Unknown clients share one queue for bcrypt.
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
  /// the transaction that stores the secret.
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
  /// @param client whose queue a bcrypt computation waits in; [#UNKNOWN] for all unknown clients
  PresentedSecret candidate(String client, SecretKind kind, Secret secret) {
    return new PresentedSecret(client, kind, secret);
  }

  /// A presented secret, before its client is known. Used by a single thread.
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

    /// The keyed hash that would be stored for this secret.
    StoredHash keyed() {
      return new StoredHash(HashKind.KEYED, new String(keyed, ISO_8859_1));
    }

    /// Whether it has the format of a secret of this kind that this server generates.
    boolean isServerGenerated() {
      return SecretFormat.matchesFormat(kind, secret.reveal());
    }

    /// Whether a person may have chosen it: it does not have the format of any secret of this
    /// server, and is too short for another server's random secret. The number of attempts with
    /// such secrets has to be limited.
    boolean isGuessable() {
      var text = secret.reveal();
      return text.length() < RANDOM_LENGTH && !SecretFormat.isOwnFormat(text);
    }

    /// Whether bcrypt reads all of it, so that a hash covers exactly this secret.
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

    /// Takes the time of one hash check of this server's kind, unless it was spent already: a quick
    /// response must not reveal that a client does not exist.
    void spendCheckTime() {
      if (!timeSpent) {
        matches(dummyHash);
      }
    }
  }
}
