package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the server and its answers, with a bound on how long one takes, how large it is, and
 * how often it is asked for.
 */
final class Transport {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final HttpClient http;
  private final Duration retryTimeout;

  /**
   * @param patience how long a question may be repeated, all pauses included
   */
  Transport(HttpClient http, Duration patience) {
    this.http = http;
    this.retryTimeout = patience;
  }

  /**
   * Asks until there is an answer that time will not better, or patience or attempts are used up;
   * then the last answer stands, be it a yes or a no. Where the server says when to come back, that
   * is when, or never.
   *
   * @param question made anew for each attempt, as a proof is good for one request
   * @throws UnreachableException when the last attempt had no answer
   */
  ServerResponse sendWithRetries(Supplier<HttpRequest> question) {
    var deadline = System.nanoTime() + retryTimeout.toNanos();
    for (var attempt = 1; ; attempt++) {
      try {
        var answer = send(question.get());
        var pause = answer.retryAfter().orElseGet(backoff(attempt));
        if (!answer.isTransient() || attempt == MAX_ATTEMPTS || !waitBeforeRetry(pause, deadline)) {
          return answer;
        }
      } catch (UnreachableException e) {
        if (Thread.currentThread().isInterrupted()
            || attempt == MAX_ATTEMPTS
            || !waitBeforeRetry(backoff(attempt).get(), deadline)) {
          throw e;
        }
      }
    }
  }

  /** Doubles, and lies anywhere in its upper half, so that those who failed together part. */
  private static Supplier<Duration> backoff(int attempt) {
    var longest = FIRST_PAUSE.toMillis() << attempt;
    return () -> Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest));
  }

  private static boolean waitBeforeRetry(Duration pause, long deadline) {
    if (System.nanoTime() + pause.toNanos() > deadline) {
      return false;
    }
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Asks once.
   *
   * @throws UnreachableException when no whole answer comes in time
   */
  ServerResponse send(HttpRequest question) {
    // The time that the JDK takes for a bound ends with the headers; this one with the body.
    var asked = http.sendAsync(question, BoundedBody.handler());
    try {
      var answer = asked.get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new ServerResponse(
          answer.statusCode(), answer.headers(), new String(answer.body(), UTF_8));
    } catch (ExecutionException e) {
      throw unreachable(question, String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw unreachable(question, "nothing within " + REQUEST_TIMEOUT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw unreachable(question, "interrupted", e);
    }
  }

  private static UnreachableException unreachable(
      HttpRequest question, String why, @Nullable Throwable cause) {
    return new UnreachableException(
        question.method() + " " + question.uri() + " had no answer: " + why, cause);
  }
}
