package dev.signet.base.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// Remembers which secret proved which bcrypt hash, so that bcrypt is paid once a secret and not
/// once a request. Only proofs are remembered, and by keyed hash, so nobody without a right secret
/// can fill the memory and no secret stands in it. Whether a hash still counts is for the caller to
/// know.
public final class VerifiedSecretCache {
  private record VerifiedSecret(String secret, String bcrypt) {}

  private final KeyedHash keyedHash;
  private final Bcrypt bcrypt;
  private final Cache<VerifiedSecret, Boolean> verified;

  /// @param size how many proofs are remembered; the least used is forgotten first
  public VerifiedSecretCache(KeyedHash keyedHash, Bcrypt bcrypt, long size) {
    this.keyedHash = keyedHash;
    this.bcrypt = bcrypt;
    this.verified = Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }

  /// As [Bcrypt#verify].
  public boolean verify(String client, SecretKind kind, Secret presented, String hash) {
    var proof = new VerifiedSecret(keyedHash.hash(kind, presented), hash);
    if (verified.getIfPresent(proof) != null) {
      return true;
    }
    var right = bcrypt.verify(client, presented, hash);
    if (right) {
      verified.put(proof, true);
    }
    return right;
  }
}
