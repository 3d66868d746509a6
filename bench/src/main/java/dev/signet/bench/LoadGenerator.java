package dev.signet.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/// A load generator for what wrk cannot do: a fixed request rate, and requests that depend on the
/// previous response. One thread per connection: the system shares the cores more evenly than one
/// thread of ours could that drives them all.
final class LoadGenerator {
  private static final long NEVER = Long.MAX_VALUE;

  /// The requests of one connection, sent by one thread.
  interface LoadScript {
    byte[] next();

    /// Whether this is the expected response.
    boolean isGood(KeepAliveConnection.WireResponse answer);
  }

  private final URI url;
  private final int connections;

  LoadGenerator(URI url, int connections) {
    this.url = url;
    this.connections = connections;
  }

  /// Open loop: sends a number of requests per second on average, at random times (a Poisson
  /// process), whether or not the responses keep up. Latency is counted from when a request
  /// *should* have been sent, so a server that stalls is charged for all requests that had to wait,
  /// be it in the server or for a free connection.
  ///
  /// @param leadIn is loaded, but not counted
  LoadResult atRate(
      double rate, Duration leadIn, Duration duration, IntFunction<LoadScript> conversations) {
    // The same random sequence for all servers, except for the rate.
    var random = new Random(1);
    var count = (int) (rate * leadIn.plus(duration).toMillis() / 1000);
    var offsets = new long[count];
    var offset = 0.0;
    for (var i = 0; i < count; i++) {
      offset -= Math.log(1 - random.nextDouble()) * 1e9 / rate;
      offsets[i] = (long) offset;
    }
    var next = new AtomicInteger();
    var started = System.nanoTime();
    return run(
        started + leadIn.toNanos(),
        duration,
        conversations,
        () -> {
          var ticket = next.getAndIncrement();
          return ticket < count ? started + offsets[ticket] : NEVER;
        });
  }

  /// Closed loop: each connection sends the next request as soon as the last is answered, as wrk
  /// does.
  LoadResult inTurn(Duration leadIn, Duration duration, IntFunction<LoadScript> conversations) {
    var begins = System.nanoTime() + leadIn.toNanos();
    var ends = begins + duration.toNanos();
    return run(
        begins,
        duration,
        conversations,
        () -> {
          var now = System.nanoTime();
          return now - ends < 0 ? now : NEVER;
        });
  }

  /// @param times when the next request is due, or `NEVER`; called by all threads
  private LoadResult run(
      long begins, Duration duration, IntFunction<LoadScript> conversations, LongSupplier times) {
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var parts = new ArrayList<Future<ThreadResult>>();
      for (var i = 0; i < connections; i++) {
        var conversation = conversations.apply(i);
        parts.add(threads.submit(() -> converse(conversation, begins, times)));
      }
      var done = new ArrayList<ThreadResult>();
      for (var part : parts) {
        done.add(part.get());
      }
      return outcome(done, duration);
    } catch (ExecutionException e) {
      throw new BenchFailure(url + " cannot be reached: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  private ThreadResult converse(LoadScript conversation, long begins, LongSupplier times)
      throws IOException {
    var part = new ThreadResult();
    try (var wire = new KeepAliveConnection(url)) {
      for (var due = times.getAsLong(); due != NEVER; due = times.getAsLong()) {
        for (var wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        var good = false;
        try {
          good = conversation.isGood(wire.send(conversation.next()));
        } catch (IOException e) {
          part.broken++;
          continue;
        }
        if (!good) {
          part.refused++;
        } else if (due - begins >= 0) {
          part.note(System.nanoTime() - due);
        }
      }
    }
    return part;
  }

  /// The results of one thread.
  private static final class ThreadResult {
    private long[] nanos = new long[1024];
    private int count;
    private long refused;
    private long broken;

    void note(long took) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
      }
      nanos[count++] = took;
    }

    LongStream taken() {
      return Arrays.stream(nanos, 0, count);
    }
  }

  private static LoadResult outcome(List<ThreadResult> parts, Duration duration) {
    var taken = parts.stream().flatMapToLong(ThreadResult::taken).sorted().toArray();
    return new LoadResult(
        taken.length,
        duration,
        percentile(taken, 50),
        percentile(taken, 99),
        0,
        parts.stream().mapToLong(part -> part.refused).sum(),
        parts.stream().mapToLong(part -> part.broken).sum(),
        0);
  }

  private static Duration percentile(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    var rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
  }
}
