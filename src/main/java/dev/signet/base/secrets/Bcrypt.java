package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.IllegalBCryptFormatException;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.signet.base.refusals.Refused;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// bcrypt hashes: our own, if a setting says so, and imported ones. Each takes tens of
/// milliseconds, so they are computed on a few platform threads while the caller waits. Clients
/// take turns, and when too many calls wait for one client, or in total, the next is refused:
/// guesses at one client's secret delay no other client.
public final class Bcrypt implements AutoCloseable {
  public static final int DEFAULT_COST = 10;

  /// About a quarter of a second. Each step doubles the work, and an attacker can request it: an
  /// imported hash of cost 31 would occupy a thread for a day.
  public static final int MAX_COST = 12;

  /// The maximum length of a secret that bcrypt uses.
  public static final int MAX_BYTES = 72;

  private static final Pattern FORMAT =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-2])\\$[./A-Za-z0-9]{53}");

  private static final BCrypt.Version FULL =
      new BCrypt.Version(
          BCrypt.Version.VERSION_2B.versionIdentifier,
          true,
          false,
          MAX_BYTES,
          BCrypt.Version.VERSION_2B.formatter,
          BCrypt.Version.VERSION_2B.parser);

  private static final SecureRandom RANDOM = new SecureRandom();

  /// The client name for hashes that are created here.
  private static final String HASHING_CLIENT = "";

  private final int cost;
  private final ExecutorService threads;
  private final FairQueue queue;

  /// @param cost of new hashes, 4 to [#MAX_COST]
  /// @param threads how many hashes are computed at once
  /// @param waiting how many callers may wait for a thread; a quarter of them for one client
  public Bcrypt(int cost, int threads, int waiting) {
    if (cost < BCrypt.MIN_COST || cost > MAX_COST) {
      throw new IllegalArgumentException("bcrypt cost " + cost);
    }
    this.cost = cost;
    this.queue = new FairQueue(waiting);
    this.threads =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("bcrypt-", 1).daemon().factory());
  }

  /// Whether the text is a hash that [#verify] accepts: `$2a$`, `$2b$` or `$2y$`, up to the maximum
  /// cost.
  public static boolean isValid(String hash) {
    return FORMAT.matcher(hash).matches();
  }

  /// A new `$2b$` hash of the secret, with a new salt.
  ///
  /// @throws IllegalArgumentException when the secret is longer than bcrypt uses
  /// @throws Refused `ServiceUnavailable` when too many are waiting
  public String hash(Secret secret) {
    var bytes = secret.bytes();
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("bcrypt reads 72 bytes, the secret has " + bytes.length);
    }
    return await(HASHING_CLIENT, () -> new String(hasher(bytes).hash(cost, bytes), ISO_8859_1));
  }

  /// Whether the secret matches the hash. Like every bcrypt implementation it uses only the first
  /// 72 bytes of the secret.
  ///
  /// @param client the client for the order of turns
  /// @return false also for a hash that is not [#isValid]
  /// @throws Refused `ServiceUnavailable` when too many are waiting
  public boolean verify(String client, Secret presented, String hash) {
    return isValid(hash) && await("client " + client, () -> matches(presented.bytes(), hash));
  }

  private static boolean matches(byte[] presented, String hash) {
    try {
      var stored = BCrypt.Version.VERSION_2B.parser.parse(hash.getBytes(ISO_8859_1));
      var read = presented.length > MAX_BYTES ? Arrays.copyOf(presented, MAX_BYTES) : presented;
      var made = hasher(read).hashRaw(stored.cost, stored.rawSalt, read);
      return MessageDigest.isEqual(made.rawHash, stored.rawHash);
    } catch (IllegalBCryptFormatException _) {
      return false;
    }
  }

  /// The library appends a zero byte to a secret, as C does. A secret that fills all 72 bytes
  /// leaves no room for it.
  private static BCrypt.Hasher hasher(byte[] secret) {
    var version = secret.length < MAX_BYTES ? BCrypt.Version.VERSION_2B : FULL;
    return BCrypt.with(version, RANDOM, LongPasswordStrategies.none());
  }

  private <T> T await(String client, Supplier<T> work) {
    var task = new FutureTask<>(work::get);
    if (!queue.add(client, task)) {
      throw Refused.unavailable("too many calls wait for bcrypt");
    }
    try {
      threads.execute(this::runAll);
    } catch (RejectedExecutionException _) {
      throw Refused.unavailable("interrupted while waiting for bcrypt");
    }
    try {
      return task.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted while waiting for bcrypt");
    } catch (ExecutionException e) {
      throw new IllegalStateException("bcrypt failed", e.getCause());
    }
  }

  /// The first free thread runs the next work in turn, until the queue is empty.
  private void runAll() {
    for (var next = queue.next(); next.isPresent(); next = queue.next()) {
      next.get().run();
    }
  }

  /// Finishes the accepted work and accepts no more.
  @Override
  public void close() {
    threads.close();
  }
}
