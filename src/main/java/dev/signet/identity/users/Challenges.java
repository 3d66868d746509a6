package dev.signet.identity.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.db.Ids;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.MasterKey;
import dev.signet.validity.replay.OneTimeUse;
import dev.signet.validity.replay.ReplayGuard;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The challenges that passkeys sign: each is for one purpose, valid for some minutes, and usable
/// once. A challenge is stored only when it is used, so opening the sign-in page any number of
/// times needs no storage.
final class Challenges {
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final String REPLAY_OWNER = "passkey challenge";

  private final Ids ids;
  private final Clock clock;
  private final Fingerprint seals;
  private final ReplayGuard replay;

  Challenges(Ids ids, Clock clock, MasterKey master, ReplayGuard replay) {
    this.ids = ids;
    this.clock = clock;
    this.seals = new Fingerprint(master, "passkey challenges");
    this.replay = replay;
  }

  /// A new challenge: an id, its expiry, and a seal over both and the purpose. The id has 74 random
  /// bits, and without the seal a challenge cannot be forged.
  String make(String purpose) {
    var until = clock.instant().plus(LIFETIME).toEpochMilli();
    var plain = ids.next() + "." + until;
    return plain + "." + seal(purpose, plain);
  }

  /// Whether this challenge was made for the purpose and has not expired. Does not use it up.
  boolean isValid(String challenge, String purpose) {
    var dot = challenge.lastIndexOf('.');
    if (dot < 0) {
      return false;
    }
    var plain = challenge.substring(0, dot);
    return MessageDigest.isEqual(
            seal(purpose, plain).getBytes(US_ASCII),
            challenge.substring(dot + 1).getBytes(US_ASCII))
        && expiryOf(plain).isAfter(clock.instant());
  }

  /// Uses up a challenge that [#isValid]. Of two concurrent callers, one succeeds.
  boolean consume(String challenge) {
    var plain = challenge.substring(0, challenge.lastIndexOf('.'));
    return replay.consume(new OneTimeUse(REPLAY_OWNER, plain, expiryOf(plain)));
  }

  private String seal(String purpose, String plain) {
    return seals.of(purpose.getBytes(US_ASCII), plain.getBytes(US_ASCII));
  }

  private static Instant expiryOf(String plain) {
    return Instant.ofEpochMilli(Long.parseLong(plain.substring(plain.indexOf('.') + 1)));
  }
}
