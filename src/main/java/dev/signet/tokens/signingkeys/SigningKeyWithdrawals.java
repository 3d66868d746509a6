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

/// Withdraws signing keys. A withdrawal holds on all nodes when [#withdraw] returns. The tokens
/// that ended with it are counted after that, outside of any transaction that others wait for, and
/// then the audit event is recorded with their number. What a stopped process left uncounted is
/// counted by a job.
public final class SigningKeyWithdrawals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeyWithdrawals.class);

  /// How long a caller waits for the number. The count goes on after that.
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

  /// Withdraws a key ([SigningKeys#withdraw]). Doing it again changes nothing.
  ///
  /// @return the key, with the number of tokens that ended if it was counted in time
  /// @throws Refused `Unknown` when there is no such key and never was
  public WithdrawnSigningKey withdraw(String kid, String reason, RequestContext by) {
    var key = keys.withdraw(kid, reason, by);
    if (key.revokedTokens().isPresent()) {
      return key;
    }
    try {
      counting.submit(() -> keys.count(tokens)).get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RejectedExecutionException _) {
      // The number follows, with the event.
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

  /// The key that was withdrawn together with this one, if one was.
  public Optional<String> alsoWithdrawn(WithdrawnSigningKey key) {
    return key.withdrawnWith().or(() -> keys.withdrawnWith(key.kid()));
  }

  /// Counts what is left. A job calls it now and then.
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
