package dev.signet.base.fetch;

import dev.signet.base.fetch.Permits.Permit;
import dev.signet.base.fetch.Permits.Share;
import dev.signet.base.fetch.ResolvedName.Busy;
import dev.signet.base.fetch.ResolvedName.NoAddress;
import dev.signet.base.fetch.ResolvedName.Resolved;
import dev.signet.base.fetch.ResolvedName.TimedOut;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Resolves the host names that callers provide, and is the only place that does. A look-up blocks
/// its thread in native code and cannot be interrupted: on a virtual thread it would block the
/// carrier, and some hundred of them every request of the server. So it runs on one of a limited
/// number of platform threads, and its caller waits for two seconds at most.
///
/// A look-up that the DNS does not answer keeps its permit until it really ends. An owner has four
/// of 64 permits, so its silent names delay no other owner.
public final class NameResolution implements AutoCloseable {

  /// @param deadline for how long a caller waits for a look-up
  /// @param permitWait for how long a caller waits for a permit before
  /// @param atOnce the number of look-ups in progress, of all owners together
  /// @param perOwner the number of look-ups of one owner
  record Limits(Duration deadline, Duration permitWait, int atOnce, int perOwner) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(1), 64, 4);
  }

  /// Looks up a host name; the JDK's resolver except in tests.
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Limits limits;
  private final Resolver resolver;
  private final Permits permits;

  /// Look-ups in progress, by the name in lower case: all its callers wait for the same.
  private final ConcurrentMap<String, CompletableFuture<ResolvedName>> inProgress =
      new ConcurrentHashMap<>();

  /// As many threads as permits; the queue is used only while a thread ends its last look-up.
  private final ThreadPoolExecutor threads;

  public NameResolution(MeterRegistry meters) {
    this(Limits.DEFAULT, InetAddress::getAllByName);
    Gauge.builder("signet.names.in.progress", permits, Permits::inUse)
        .description("Look-ups of host names in progress, of at most 64")
        .register(meters);
  }

  NameResolution(Limits limits, Resolver resolver) {
    this.limits = limits;
    this.resolver = resolver;
    permits = new Permits(limits.atOnce());
    threads =
        new ThreadPoolExecutor(
            limits.atOnce(),
            limits.atOnce(),
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("signet-names-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// The addresses of a host, in at most three seconds.
  ResolvedName resolve(String host, Owner owner) {
    var name = host.toLowerCase(Locale.ROOT);
    return Optional.ofNullable(inProgress.get(name))
        .map(this::await)
        .orElseGet(() ->
            permits
                .tryAcquire(List.of(new Share(owner.id(), limits.perOwner())), limits.permitWait())
                .map(permit -> await(start(name, permit)))
                .orElseGet(Busy::new));
  }

  private CompletableFuture<ResolvedName> start(String name, Permit permit) {
    var mine = new CompletableFuture<ResolvedName>();
    var others = inProgress.putIfAbsent(name, mine);
    if (others != null) {
      permit.close();
      return others;
    }
    try {
      threads.execute(() -> {
        try (permit) {
          mine.complete(lookUp(name));
        } catch (RuntimeException e) {
          mine.completeExceptionally(e);
        } finally {
          inProgress.remove(name, mine);
        }
      });
    } catch (RejectedExecutionException _) {
      permit.close();
      inProgress.remove(name, mine);
      mine.complete(new Busy());
    }
    return mine;
  }

  private ResolvedName lookUp(String name) {
    try {
      var addresses = resolver.resolve(name);
      return addresses.length == 0 ? new NoAddress() : new Resolved(List.of(addresses));
    } catch (UnknownHostException _) {
      return new NoAddress();
    }
  }

  private ResolvedName await(CompletableFuture<ResolvedName> lookUp) {
    try {
      return lookUp.get(limits.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return new TimedOut();
    } catch (ExecutionException e) {
      throw new IllegalStateException("unexpected error while resolving a name", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Busy();
    }
  }

  /// Starts no more look-ups; those in progress end by themselves.
  @Override
  public void close() {
    threads.shutdown();
  }
}
