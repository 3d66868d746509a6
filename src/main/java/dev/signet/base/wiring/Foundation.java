package dev.signet.base.wiring;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.time.DeletionClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;

/// The services that rooms are built on.
///
/// @param expiry the clock for deleting what has expired: it does not believe a wall clock that is
///   far ahead
/// @param issuer the URL that tokens name as their issuer
/// @param shutdown what rooms open and have closed when the server stops
public record Foundation(
    Db db,
    Ids ids,
    Clock clock,
    DeletionClock expiry,
    Secrets secrets,
    MeterRegistry meters,
    String issuer,
    Shutdown shutdown) {

  /// Keys, randomness and cryptography.
  public record Secrets(
      MasterKey master, KeyedHash keyedHash, SecretGenerator generator, CryptoProvider crypto) {
    public Secrets(MasterKey master, CryptoProvider crypto) {
      this(master, new KeyedHash(master), new SecretGenerator(new SecureRandom()), crypto);
    }
  }
}
