package dev.signet.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.Await;
import dev.signet.testing.WithoutDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class UnauthenticatedWorkLimitTest {
  private static final Request REQUEST =
      new Request("POST", "/", "", _ -> List.of(), new byte[0], RequestContext.ofJob("test"));

  private static void waits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_token_request_does_not_wait_for_every_report_that_came_before_it() {
    var work = new UnauthenticatedWorkLimit(1, Duration.ofMinutes(10));
    var done = new ConcurrentLinkedQueue<String>();
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 5; i++) {
        threads.execute(() ->
            work.handle(
                ErrorFormat.PROBLEM,
                _ -> {
                  begun.countDown();
                  waits(end);
                  done.add("report");
                  return Response.empty(204);
                },
                REQUEST));
      }
      waits(begun);
      threads.execute(() ->
          work.handle(
              ErrorFormat.OAUTH,
              _ -> {
                done.add("token");
                return Response.empty(204);
              },
              REQUEST));
      Await.until(Duration.ofSeconds(30), "the token request waits", () -> work.waiting() > 0);
      end.countDown();
    }

    assertThat(done).hasSize(6);
    assertThat(List.copyOf(done).subList(0, 2)).containsExactly("report", "token");
  }

  @Test
  void a_caller_that_waits_too_long_gets_retry_after_and_a_failure_releases_its_permit() {
    var work = new UnauthenticatedWorkLimit(1, Duration.ZERO);

    assertThatThrownBy(() ->
            work.handle(
                ErrorFormat.PROBLEM,
                _ -> work.handle(ErrorFormat.OAUTH, _ -> Response.empty(204), REQUEST),
                REQUEST))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.refusal()).isInstanceOf(Refusal.ServiceUnavailable.class));
    for (var format : List.of(ErrorFormat.PROBLEM, ErrorFormat.OAUTH)) {
      assertThat(work.handle(format, _ -> Response.empty(204), REQUEST).status()).isEqualTo(204);
    }
  }
}
