package dev.signet.base.secrets;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// Remembers which secret proved which bcrypt hash, so that bcrypt is paid once a secret and not
/// once a request. Only proofs are remembered, and by keyed hash, so nobody without a right secret
/// can fill the memory and no secret stands in it. Whether a hash still counts is for the caller to
/// know.
public final class ProvenSecrets {
  private record Proof(String secret, String bcrypt) {}

  private final KeyedHash keyedHash;
  private final Bcrypt bcrypt;
  private final Cache<Proof, Boolean> proven;

  /// @param size how many proofs are remembered; the least used is forgotten first
  public ProvenSecrets(KeyedHash keyedHash, Bcrypt bcrypt, long size) {
    this.keyedHash = keyedHash;
    this.bcrypt = bcrypt;
    this.proven = Caffeine.newBuilder().maximumSize(size).executor(Runnable::run).build();
  }

  /// As [Bcrypt#verify].
  public boolean verify(String client, SecretKind kind, Secret presented, String hash) {
    var proof = new Proof(keyedHash.hash(kind, presented), hash);
    if (proven.getIfPresent(proof) != null) {
      return true;
    }
    var right = bcrypt.verify(client, presented, hash);
    if (right) {
      proven.put(proof, true);
    }
    return right;
  }
}
