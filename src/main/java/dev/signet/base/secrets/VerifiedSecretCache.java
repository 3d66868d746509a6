package dev.signet.base.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// Caches which secret matched which bcrypt hash, so that bcrypt is computed once per secret and
/// not once per request. Only matches are cached, as keyed hashes, so a caller without a right
/// secret cannot fill the memory, and the cache contains no secrets. The caller has to check
/// whether a hash is still valid.
public final class VerifiedSecretCache {
  private record VerifiedSecret(String secret, String bcrypt) {}

  private final KeyedHash keyedHash;
  private final Bcrypt bcrypt;
  private final Cache<VerifiedSecret, Boolean> verified;

  /// @param size the number of cached matches; the least used is evicted first
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
