package dev.signet.tokens.signingkeys;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Withdraws signing keys. A withdrawal takes effect on all nodes before [#withdraw] returns. The
/// revoked tokens are counted after that, outside of any transaction that others wait for, and then
/// the audit event is recorded with their number. A job counts what a stopped process left
/// uncounted.
public final class SigningKeyWithdrawals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeyWithdrawals.class);

  /// How long a caller waits for the count. Counting continues after that.
  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private final SigningKeys keys;
  private final WithdrawnKeyTokenCounter tokens;
  private final ExecutorService counting =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("signet-withdrawals").daemon().factory());

  public SigningKeyWithdrawals(SigningKeys keys, WithdrawnKeyTokenCounter tokens) {
    this.keys = keys;
    this.tokens = tokens;
  }

  /// Withdraws a key ([SigningKeys#withdraw]). Withdrawing it again changes nothing.
  ///
  /// @return the key, with the number of revoked tokens if it was counted in time
  /// @throws Refused `NotFound` when the key does not exist and never did
  public WithdrawnSigningKey withdraw(String kid, String reason, RequestContext by) {
    var key = keys.withdraw(kid, reason, by);
    if (key.revokedTokens().isPresent()) {
      return key;
    }
    try {
      counting.submit(() -> keys.count(tokens)).get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RejectedExecutionException _) {
      // The count follows, with the event.
      return key;
    } catch (ExecutionException e) {
      LOG.atWarn().addKeyValue("kid", kid).setCause(e).log("tokens of a withdrawn key not counted");
      return key;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return key;
    }
    return keys.withdrawn(kid).orElse(key);
  }

  /// The key that was withdrawn together with this one, if any.
  public Optional<String> alsoWithdrawn(WithdrawnSigningKey key) {
    return key.withdrawnWith().or(() -> keys.withdrawnWith(key.kid()));
  }

  /// Counts the tokens that are still uncounted. A job calls it periodically.
  public void countPending() {
    keys.count(tokens);
  }

  @Override
  public void close() {
    counting.shutdown();
    try {
      counting.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
