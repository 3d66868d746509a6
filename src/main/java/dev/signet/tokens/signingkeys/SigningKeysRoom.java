package dev.signet.tokens.signingkeys;

import dev.signet.base.db.Db;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Builds the signing keys.
public final class SigningKeysRoom implements Room {
  private final Foundation foundation;
  private final Db db;
  private final IdempotentRequests idempotent;
  private final SigningAlg alg;
  private final Duration rotation;
  private final SigningKeys keys;
  private @Nullable SigningKeyWithdrawals withdrawals;

  /// @param alg the algorithm that tokens are signed with unless their agent names another one
  /// @param rotation how long a key signs
  public SigningKeysRoom(
      Foundation foundation,
      Audit audit,
      Revocations revocations,
      IdempotentRequests idempotent,
      SigningAlg alg,
      Duration rotation) {
    this.foundation = foundation;
    db = foundation.db();
    this.idempotent = idempotent;
    this.alg = alg;
    this.rotation = rotation;
    keys =
        new SigningKeys(
            db,
            audit,
            revocations,
            foundation.clock(),
            foundation.secrets().crypto(),
            foundation.secrets().master());
  }

  public SigningKeys keys() {
    return keys;
  }

  /// Builds the withdrawals of keys. Before [#mount].
  ///
  /// @param tokens counts the active tokens that end with a key
  public void countWith(WithdrawnKeyTokenCounter tokens) {
    withdrawals = foundation.shutdown().add(new SigningKeyWithdrawals(keys, tokens));
  }

  /// The withdrawals of keys.
  ///
  /// @throws IllegalStateException before they are built
  public SigningKeyWithdrawals withdrawals() {
    if (withdrawals == null) {
      throw new IllegalStateException("withdrawals are not built yet");
    }
    return withdrawals;
  }

  @Override
  public void mount(Router router) {
    new SigningKeyRoutes(keys, alg, withdrawals(), idempotent).mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofMinutes(1), "count-withdrawn-keys", withdrawals()::countPending);
    jobs.every(
        Duration.ofMinutes(5),
        "key-rotation",
        () -> keys.rotateIfDue(rotation, foundation.expiry().instant()));
    if (db.dialect().isShared()) {
      jobs.every(Duration.ofSeconds(5), "key-refresh", keys::refresh);
    }
  }
}
