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
 * Sends requests to the server, with limits on the duration and size of a response and on the
 * number of attempts.
 */
final class Transport {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final HttpClient http;
  private final Duration retryTimeout;

  /**
   * @param retryTimeout how long a request may be retried, including all pauses
   */
  Transport(HttpClient http, Duration retryTimeout) {
    this.http = http;
    this.retryTimeout = retryTimeout;
  }

  /**
   * Sends a request until it gets a final response, or the retry timeout or the attempts are used
   * up; then the last response is returned. If the server says when to retry, it is retried then,
   * or not at all.
   *
   * @param question creates the request for each attempt, because a proof can be used once
   * @throws UnreachableException when the last attempt had no response
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

  /**
   * Doubles each time, with a random value in the upper half, so that clients that failed together
   * do not retry together.
   */
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
   * Sends a request once.
   *
   * @throws UnreachableException when there is no complete response in time
   */
  ServerResponse send(HttpRequest question) {
    // The JDK's timeout ends with the headers; this one includes the body.
    var asked = http.sendAsync(question, BoundedBody.handler());
    try {
      var answer = asked.get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new ServerResponse(
          answer.statusCode(), answer.headers(), new String(answer.body(), UTF_8));
    } catch (ExecutionException e) {
      throw unreachable(question, String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      asked.cancel(true);
      throw unreachable(question, "no response within " + REQUEST_TIMEOUT.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      asked.cancel(true);
      Thread.currentThread().interrupt();
      throw unreachable(question, "interrupted", e);
    }
  }

  private static UnreachableException unreachable(
      HttpRequest question, String why, @Nullable Throwable cause) {
    return new UnreachableException(
        question.method() + " " + question.uri() + " had no response: " + why, cause);
  }
}
